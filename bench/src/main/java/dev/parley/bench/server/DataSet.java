package dev.parley.bench.server;

import dev.parley.chat.Body;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Conversations;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Line;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.ReadAhead;
import dev.parley.chat.Status;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.store.sqlite.SqliteChatStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/// The history of a server at its start: messages in many chats, and one busy chat that is longer
/// than any page.
///
/// @param messages the number of all messages
/// @param chats the number of chats
public record DataSet(long messages, int chats) {
  /// The number of the busy chat.
  private static final int BUSY = 0;

  /// The minimum number of messages in the busy chat.
  public static final int BUSY_MESSAGES = 1_000;

  private static final int STEP = 500;
  private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
  private static final Duration GAP = Duration.ofSeconds(1);

  /// A data set of this number of messages; a larger one has more chats.
  public static DataSet of(long messages) {
    return new DataSet(messages, Math.clamp(messages / 100, 200, 100_000));
  }

  /// The address of a chat, which the request templates spell as `1555{number%<chats>:7}`.
  static WaId chat(int number) {
    return new WaId("1555%07d".formatted(number));
  }

  /// The busy chat's address.
  public static WaId busyChat() {
    return chat(BUSY);
  }

  /// The chat of the message with this number.
  private int chatOf(long number) {
    return number < BUSY_MESSAGES ? BUSY : (int) (number % chats);
  }

  /// Puts the history into `folder`, from a copy in `cache`, which is created if it is absent.
  public void copyTo(Path folder, Path cache) throws IOException {
    Path kept = cache.resolve(messages + "-" + schema());
    if (!Files.exists(kept)) {
      Path unfinished = cache.resolve(kept.getFileName() + ".part");
      remove(unfinished);
      make(unfinished);
      Files.move(unfinished, kept);
    }
    Files.createDirectories(folder);
    for (String suffix : List.of("", "-wal")) { // the log may contain the newest rows
      Path file = kept.resolve(SqliteChatStore.FILE + suffix);
      if (Files.exists(file)) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  /// Writes the messages with the product's own store, so that the file equals that of a server.
  private void make(Path folder) {
    try (SqliteChatStore store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE)) {
      fill(store);
    }
  }

  /// Puts the history into an empty store.
  void fill(ChatStore store) {
    List<InboundEvent> events = new ArrayList<>(STEP);
    for (long number = 0; number < messages; number++) {
      events.add(new InboundEvent.Arrived(message(number)));
      if (events.size() == STEP || number == messages - 1) {
        Inbound inbound = new Inbound(events, null);
        store.step(FIRST, new ReadAhead.OfEvents(inbound.events()), rules -> rules.ingest(inbound));
        events.clear();
      }
    }
    // Marks everybody as offline, so that the server does not have to do that at its start.
    Clock later = Clock.fixed(FIRST.plus(Duration.ofDays(1)), ZoneOffset.UTC);
    new Conversations(store, Line.CLOSED, later, RandomGenerator.getDefault())
        .expire(Duration.ZERO);
  }

  private Draft message(long number) {
    WaId chat = chat(chatOf(number));
    return new Draft(
        new MessageId("wamid.HISTORY%012d".formatted(number)),
        null,
        new Person(chat, null, "Customer " + chat, null),
        null,
        number % 2 == 0 ? Direction.INCOMING : Direction.OUTGOING,
        chat.value(),
        "106540352242922",
        Body.text("Message number " + number + " of the history: is the order on its way?"),
        FIRST.plus(GAP.multipliedBy(number)),
        number % 4 == 0 ? Status.DELIVERED : Status.READ,
        null);
  }

  /// Identifies the store's schema: a different schema needs a different copy.
  private static String schema() throws IOException {
    try (InputStream script = SqliteChatStore.class.getResourceAsStream("1.sql")) {
      if (script == null) {
        throw new IOException("the store's schema is not on the class path");
      }
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.readAllBytes());
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }

  /// Removes a folder and its content, if it exists.
  public static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
