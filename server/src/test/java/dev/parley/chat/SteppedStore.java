package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// For tests: a store with a method for each use case. Each method runs one step, with a time that
/// the test chooses. The steps read ahead like those of [Conversations].
public interface SteppedStore extends ChatStore {
  static SteppedStore of(ChatStore store) {
    return store instanceof SteppedStore stepped ? stepped : new Delegating(store);
  }

  default Ingested ingest(Inbound inbound, Instant now) {
    return step(now, new ReadAhead.OfEvents(inbound.events()), rules -> rules.ingest(inbound));
  }

  default Ingested replay(long number, Inbound inbound, Instant now) {
    return step(
        now, new ReadAhead.OfEvents(inbound.events()), rules -> rules.replay(number, inbound));
  }

  default DismissedPart dismiss(List<Long> numbers, Instant now) {
    return step(now, rules -> rules.dismiss(numbers));
  }

  default SendOutcome send(Draft draft, Instant now) {
    return step(now, new ReadAhead.OfDraft(draft), rules -> rules.send(draft));
  }

  default RetryOutcome retry(MessageId id, Status first, Instant now) {
    return step(now, rules -> rules.retry(id, first));
  }

  default ReadPart markRead(WaId chat, ReadPart.@Nullable Rest from, Instant now) {
    return step(now, new ReadAhead.OfChat(chat), rules -> rules.markRead(chat, from));
  }

  /// Marks a chat as read, in as many steps as necessary.
  default List<MessageId> markRead(WaId chat, Instant now) {
    List<MessageId> read = new ArrayList<>();
    ReadPart.Rest rest = null;
    do {
      ReadPart part = markRead(chat, rest, now);
      read.addAll(part.read());
      rest = part.rest();
    } while (rest != null);
    return read;
  }

  default boolean update(WaId chat, ChatUpdate update, Instant now) {
    return step(
        now, new ReadAhead.OfChat(chat), rules -> rules.teamwork().update(chat, update, null));
  }

  default Optional<Note> addNote(Note note) {
    return step(note.at(), new ReadAhead.OfChat(note.chat()), rules -> rules.teamwork().add(note));
  }

  default Optional<Note> changeNote(WaId chat, String id, String text, Instant now) {
    return step(now, rules -> rules.teamwork().change(chat, id, text, _ -> true));
  }

  default boolean removeNote(WaId chat, String id, Instant now) {
    return step(now, rules -> rules.teamwork().removeNote(chat, id, _ -> true));
  }

  default boolean wake(Instant now) {
    return step(now, rules -> rules.teamwork().wake());
  }

  default boolean save(Label label, boolean isNew, Instant now) {
    return step(now, rules -> rules.teamwork().save(label, isNew));
  }

  default boolean removeLabel(String id, Instant now) {
    return step(now, rules -> rules.teamwork().removeLabel(id));
  }

  default Contact saveContact(ContactUpdate update, Instant now) {
    return step(
        now, new ReadAhead.OfPeople(Set.of(update.waId())), rules -> rules.saveContact(update));
  }

  default Set<WaId> presence(Set<WaId> people, boolean online, Instant now) {
    return step(now, new ReadAhead.OfPeople(people), rules -> rules.presence(people, online));
  }

  default GonePart expire(Instant unseenSince, @Nullable WaId after, Instant now) {
    return step(now, rules -> rules.expire(unseenSince, after));
  }

  default boolean forgetStatuses(Instant waitingSince, Instant now) {
    return step(now, rules -> rules.forgetStatuses(waitingSince));
  }

  default boolean forgetChanges(Instant before, long kept) {
    return step(before, rules -> rules.forgetChanges(before, kept));
  }

  /// Expires presence and waiting statuses, in as many steps as necessary.
  ///
  /// @return the number of contacts that went offline
  default int expire(Instant unseenSince, Instant waitingSince, Instant now) {
    boolean more;
    do {
      more = forgetStatuses(waitingSince, now);
    } while (more);
    int gone = 0;
    WaId rest = null;
    do {
      GonePart part = expire(unseenSince, rest, now);
      gone += part.contacts();
      rest = part.rest();
    } while (rest != null);
    return gone;
  }

  /// Adds the methods that the contracts need to a store of the product.
  record Delegating(ChatStore store) implements SteppedStore {
    @Override
    public <T> T step(Instant now, ReadAhead ahead, Function<ChatRules, T> step) {
      return store.step(now, ahead, step);
    }

    @Override
    public int waiting() {
      return store.waiting();
    }

    @Override
    public Duration oldestWaiting() {
      return store.oldestWaiting();
    }

    @Override
    public Map<String, String> place() {
      return store.place();
    }

    @Override
    public Health health() {
      return store.health();
    }

    @Override
    public List<ListedChat> chats(ChatCriterion criterion, @Nullable Position after, int limit) {
      return store.chats(criterion, after, limit);
    }

    @Override
    public Map<WaId, Answerers> answerers(Collection<WaId> chats) {
      return store.answerers(chats);
    }

    @Override
    public List<SharedRecord> shared(SharedRecord.Kind kind) {
      return store.shared(kind);
    }

    @Override
    public List<Note> notes(WaId chat) {
      return store.notes(chat);
    }

    @Override
    public Map<String, Note> notes(Collection<String> ids) {
      return store.notes(ids);
    }

    @Override
    public Optional<Chat> chat(WaId chat, int messages) {
      return store.chat(chat, messages);
    }

    @Override
    public Collection<ChatHead> heads(Collection<WaId> chats) {
      return store.heads(chats);
    }

    @Override
    public MessagePage page(WaId chat, @Nullable MessagePosition before, int limit) {
      return store.page(chat, before, limit);
    }

    @Override
    public MessageSlice slice(WaId chat, MessageSlice.Range part) {
      return store.slice(chat, part);
    }

    @Override
    public MessageBatch everyMessage(@Nullable String after, int limit) {
      return store.everyMessage(after, limit);
    }

    @Override
    public List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit) {
      return store.placesAfter(chat, after, limit);
    }

    @Override
    public List<Message> answers(WaId chat, Collection<MessageId> names, int limit) {
      return store.answers(chat, names, limit);
    }

    @Override
    public Map<MessageId, Message> messages(Collection<MessageId> ids) {
      return store.messages(ids);
    }

    @Override
    public Map<MessageId, String> webhookData(WaId chat, List<Message> messages) {
      return store.webhookData(chat, messages);
    }

    @Override
    public List<Contact> contacts(@Nullable Position after, int limit) {
      return store.contacts(after, limit);
    }

    @Override
    public Map<WaId, Contact> contacts(Collection<WaId> ids) {
      return store.contacts(ids);
    }

    @Override
    public List<KeptUnprocessed> unprocessed(long after, int limit) {
      return store.unprocessed(after, limit);
    }

    @Override
    public Optional<KeptUnprocessed> unprocessed(long number) {
      return store.unprocessed(number);
    }

    @Override
    public StreamPosition position() {
      return store.position();
    }

    @Override
    public Optional<WaId> addressOf(WaId id) {
      return store.addressOf(id);
    }

    @Override
    public Set<WaId> addressesOf(WaId person) {
      return store.addressesOf(person);
    }

    @Override
    public List<WaId> chatsOlderThan(Instant moment, @Nullable WaId after, int limit) {
      return store.chatsOlderThan(moment, after, limit);
    }

    @Override
    public List<ChangeLog.Entry> changesFrom(long number, int limit) {
      return store.changesFrom(number, limit);
    }

    @Override
    public Optional<Sync> sync(StreamPosition since, int limit) {
      return store.sync(since, limit);
    }

    @Override
    public Optional<StreamPosition> positionBefore(Instant time) {
      return store.positionBefore(time);
    }

    @Override
    public Optional<ChangeLog.Missed> missed(StreamPosition since, int limit) {
      return store.missed(since, limit);
    }

    @Override
    public List<AgentDay> counted(LocalDate from, LocalDate to) {
      return store.counted(from, to);
    }

    @Override
    public Digest digest(WaId chat) {
      return store.digest(chat);
    }

    @Override
    public List<UnprocessedHead> unprocessedHeads(long after, int limit) {
      return store.unprocessedHeads(after, limit);
    }

    @Override
    public Audit audit() {
      return store.audit();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
