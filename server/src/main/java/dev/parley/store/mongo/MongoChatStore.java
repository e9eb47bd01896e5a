package dev.parley.store.mongo;

import com.mongodb.event.CommandListener;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatRules;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Contact;
import dev.parley.chat.ContactUpdate;
import dev.parley.chat.Draft;
import dev.parley.chat.GonePart;
import dev.parley.chat.Inbound;
import dev.parley.chat.Ingested;
import dev.parley.chat.ReadPart;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.WaId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [ChatStore] in a MongoDB database. Safe for use by many threads; every method but [#health]
/// and [#waiting] blocks.
///
/// Any number of them, in any number of processes, may be open on one database.
public final class MongoChatStore extends MongoHistory implements ChatStore {
  private static final String KIND = "mongodb";

  // what MongoDB does in some ten milliseconds
  private static final int READ_AT_ONCE = 200;
  private static final int GONE_AT_ONCE = 200;
  private static final int FORGOTTEN_AT_ONCE = 500;
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(6);
  private static final Logger LOG = LoggerFactory.getLogger(MongoChatStore.class);

  private final Condition condition;
  private final Pulse pulse;
  private final Writer writer;
  private final Upkeep upkeep;

  private MongoChatStore(
      Connection connection, Condition condition, Pulse pulse, Writer writer, Upkeep upkeep) {
    super(connection.client(), connection.database());
    this.condition = condition;
    this.pulse = pulse;
    this.writer = writer;
    this.upkeep = upkeep;
  }

  /// Opens the store. Where MongoDB is not there, it opens all the same, refuses what it is asked
  /// for, and works as soon as MongoDB does.
  ///
  /// @param uri `MONGODB_URI`
  /// @param feed hears of every change after its commit
  /// @throws StoreOpenException when the URI cannot be read; with a sentence for the person who
  ///   starts Parley
  public static MongoChatStore open(String uri, ChatFeed feed, StoreListener listener) {
    return open(uri, feed, listener, null);
  }

  static MongoChatStore open(
      String uri, ChatFeed feed, StoreListener listener, @Nullable CommandListener commands) {
    Connection connection = Connection.to(uri, commands);
    Condition condition = new Condition();
    Pulse pulse = new Pulse(connection.database(), condition);
    pulse.awaitFirst(FIRST_ANSWER);
    Writer writer = new Writer(connection.database(), feed, listener, condition);
    writer.awaitFirst(FIRST_ANSWER);
    Upkeep upkeep = new Upkeep(connection.database(), writer);
    return new MongoChatStore(connection, condition, pulse, writer, upkeep);
  }

  /// How many steps wait for the writer.
  public int waiting() {
    return writer.waiting();
  }

  @Override
  public Ingested ingest(Inbound inbound, Instant now) {
    return step(Wanted.by(inbound), now, rules -> rules.ingest(inbound));
  }

  @Override
  public Ingested replay(long number, Inbound inbound, Instant now) {
    return step(Wanted.by(inbound), now, rules -> rules.replay(number, inbound));
  }

  @Override
  public SendOutcome send(Draft draft, Instant now) {
    return step(Wanted.by(draft), now, rules -> rules.send(draft));
  }

  @Override
  public ReadPart markRead(WaId chat, ReadPart.@Nullable Rest from, Instant now) {
    return step(Wanted.chat(chat), now, rules -> rules.markRead(chat, from, READ_AT_ONCE));
  }

  @Override
  public Contact saveContact(ContactUpdate update, Instant now) {
    return step(Wanted.people(Set.of(update.waId())), now, rules -> rules.saveContact(update));
  }

  @Override
  public Set<WaId> presence(Set<WaId> people, boolean online, Instant now) {
    return step(Wanted.people(people), now, rules -> rules.presence(people, online));
  }

  @Override
  public GonePart expire(Instant unseenSince, @Nullable WaId after, Instant now) {
    return step(Wanted.nothing(), now, rules -> rules.expire(unseenSince, after, GONE_AT_ONCE));
  }

  @Override
  public boolean forgetStatuses(Instant waitingSince, Instant now) {
    return step(
        Wanted.nothing(), now, rules -> rules.forgetStatuses(waitingSince, FORGOTTEN_AT_ONCE));
  }

  private <T> T step(Wanted wanted, Instant now, Function<ChatRules, T> step) {
    return writer.commit(
        wanted,
        ledger -> {
          ChatRules rules = new ChatRules(ledger, now);
          T result = step.apply(rules);
          return new Writer.Done<>(result, rules.changes());
        });
  }

  @Override
  public Health health() {
    return new Health(KIND, condition.fault());
  }

  @Override
  public void close() {
    stopReading();
    upkeep.close();
    writer.close();
    pulse.close();
    super.close();
    LOG.atDebug().log("store closed");
  }
}
