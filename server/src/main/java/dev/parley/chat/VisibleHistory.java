package dev.parley.chat;

import dev.parley.access.Principal;
import dev.parley.access.VisibleChats;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The part of a store that a caller sees: invisible chats, their messages and their contacts seem
/// not to exist. Requests for one invisible chat are refused with `not_found`; lists leave
/// invisible chats out.
///
/// Methods for the whole store, such as [#audit], are not supported.
public final class VisibleHistory implements ChatHistory {
  private static final int PART = 250;

  private final ChatHistory store;
  private final VisibleChats chats;

  private VisibleHistory(ChatHistory store, VisibleChats chats) {
    this.store = store;
    this.chats = chats;
  }

  /// The part that `caller` sees; the store itself if they see every chat.
  public static ChatHistory of(ChatHistory store, Principal caller) {
    return caller.chats().areAll() ? store : new VisibleHistory(store, caller.chats());
  }

  /// The chats of `chats` that a caller sees.
  public static Set<WaId> visible(ChatHistory store, VisibleChats seen, Set<WaId> chats) {
    if (seen.areAll()) {
      return chats;
    }
    Map<WaId, Answerers> known = store.answerers(chats);
    Set<WaId> visible = new HashSet<>(chats);
    visible.removeIf(chat -> !known.getOrDefault(chat, Answerers.NOBODY).areSeenBy(seen));
    return visible;
  }

  /// The refusal for a chat that does not exist or that the caller does not see.
  public static Refusal noChat() {
    return new Refusal(ErrorCode.NOT_FOUND, "There is no such chat");
  }

  /// The refusal for a message that does not exist or that the caller does not see.
  public static Refusal noMessage() {
    return new Refusal(ErrorCode.NOT_FOUND, "There is no message with this id");
  }

  private Set<WaId> visible(Collection<WaId> some) {
    return visible(store, chats, Set.copyOf(some));
  }

  private void check(WaId chat) {
    if (visible(Set.of(chat)).isEmpty()) {
      throw noChat();
    }
  }

  private <T> List<T> visible(List<T> all, Function<T, WaId> chatOf) {
    Set<WaId> visible = visible(all.stream().map(chatOf).toList());
    return all.stream().filter(it -> visible.contains(chatOf.apply(it))).toList();
  }

  private <K, V> Map<K, V> visible(Map<K, V> all, Function<V, WaId> chatOf) {
    Set<WaId> visible = visible(all.values().stream().map(chatOf).toList());
    Map<K, V> some = new LinkedHashMap<>(all);
    some.values().removeIf(it -> !visible.contains(chatOf.apply(it)));
    return some;
  }

  /// If few matching chats are visible, this method may read every chat that matches the criterion.
  /// [ChatList] limits the number of chats that it reads.
  @Override
  public List<ListedChat> chats(ChatCriterion criterion, @Nullable Position after, int limit) {
    ChatCriterion mine = new ChatCriterion.VisibleTo(chats);
    if (criterion instanceof ChatCriterion.All || criterion.equals(mine)) {
      return store.chats(mine, after, limit);
    }
    return filled(
        from -> store.chats(criterion, from, PART),
        it -> new Position(it.summary().newestTimestamp(), it.waId()),
        ListedChat::waId,
        after,
        limit);
  }

  /// If few contacts are visible, this method may read every contact. [ContactList] limits the
  /// number of contacts that it reads.
  @Override
  public List<Contact> contacts(@Nullable Position after, int limit) {
    return filled(
        from -> store.contacts(from, PART),
        it -> new Position(it.lastSeen(), it.waId()),
        Contact::waId,
        after,
        limit);
  }

  private <T> List<T> filled(
      Function<@Nullable Position, List<T>> part,
      Function<T, Position> placeOf,
      Function<T, WaId> chatOf,
      @Nullable Position after,
      int limit) {
    List<T> found = new ArrayList<>();
    Position from = after;
    List<T> some;
    do {
      some = part.apply(from);
      found.addAll(visible(some, chatOf));
      from = some.isEmpty() ? from : placeOf.apply(some.getLast());
    } while (some.size() == PART && found.size() < limit);
    return found.subList(0, Math.min(limit, found.size()));
  }

  @Override
  public List<SharedRecord> shared(SharedRecord.Kind kind) {
    return store.shared(kind);
  }

  @Override
  public List<Note> notes(WaId chat) {
    check(chat);
    return store.notes(chat);
  }

  @Override
  public Map<String, Note> notes(Collection<String> ids) {
    return visible(store.notes(ids), Note::chat);
  }

  @Override
  public Map<WaId, Answerers> answerers(Collection<WaId> some) {
    Map<WaId, Answerers> all = new LinkedHashMap<>(store.answerers(some));
    all.values().removeIf(it -> !it.areSeenBy(chats));
    return all;
  }

  @Override
  public Collection<ChatHead> heads(Collection<WaId> some) {
    return store.heads(some).stream()
        .filter(it -> Answerers.of(it.summary().state()).areSeenBy(chats))
        .toList();
  }

  @Override
  public Optional<Chat> chat(WaId chat, int messages) {
    return store
        .chat(chat, messages)
        .filter(it -> Answerers.of(it.head().summary().state()).areSeenBy(chats));
  }

  @Override
  public MessagePage page(WaId chat, @Nullable MessagePosition before, int limit) {
    check(chat);
    return store.page(chat, before, limit);
  }

  @Override
  public MessageSlice slice(WaId chat, MessageSlice.Range part) {
    check(chat);
    return store.slice(chat, part);
  }

  @Override
  public List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit) {
    check(chat);
    return store.placesAfter(chat, after, limit);
  }

  @Override
  public List<Message> answers(WaId chat, Collection<MessageId> names, int limit) {
    check(chat);
    return store.answers(chat, names, limit);
  }

  @Override
  public Map<MessageId, Message> messages(Collection<MessageId> ids) {
    return visible(store.messages(ids), Message::chat);
  }

  @Override
  public Map<MessageId, String> webhookData(WaId chat, List<Message> messages) {
    check(chat);
    return store.webhookData(chat, messages);
  }

  @Override
  public Map<WaId, Contact> contacts(Collection<WaId> ids) {
    return visible(store.contacts(ids), Contact::waId);
  }

  @Override
  public StreamPosition position() {
    return store.position();
  }

  /// Also returns ids of invisible objects, so callers must read the objects through this history.
  @Override
  public Optional<Sync> sync(StreamPosition since, int limit) {
    return store.sync(since, limit);
  }

  @Override
  public Optional<StreamPosition> positionBefore(Instant time) {
    return store.positionBefore(time);
  }

  @Override
  public Digest digest(WaId chat) {
    check(chat);
    return store.digest(chat);
  }

  @Override
  public MessageBatch everyMessage(@Nullable String after, int limit) {
    throw ofTheWholeStore();
  }

  @Override
  public Optional<ChangeLog.Missed> missed(StreamPosition since, int limit) {
    throw ofTheWholeStore();
  }

  @Override
  public List<AgentDay> counted(LocalDate from, LocalDate to) {
    throw ofTheWholeStore();
  }

  /// The same for every caller, because the result does not depend on the content of the chat.
  @Override
  public Optional<WaId> addressOf(WaId id) {
    return store.addressOf(id);
  }

  @Override
  public Set<WaId> addressesOf(WaId person) {
    throw ofTheWholeStore();
  }

  @Override
  public List<WaId> chatsOlderThan(Instant moment, @Nullable WaId after, int limit) {
    throw ofTheWholeStore();
  }

  @Override
  public List<ChangeLog.Entry> changesFrom(long number, int limit) {
    throw ofTheWholeStore();
  }

  @Override
  public List<KeptUnprocessed> unprocessed(long after, int limit) {
    throw ofTheWholeStore();
  }

  @Override
  public Optional<KeptUnprocessed> unprocessed(long number) {
    throw ofTheWholeStore();
  }

  @Override
  public List<UnprocessedHead> unprocessedHeads(long after, int limit) {
    throw ofTheWholeStore();
  }

  @Override
  public Audit audit() {
    throw ofTheWholeStore();
  }

  private static IllegalStateException ofTheWholeStore() {
    return new IllegalStateException("a caller who sees only some chats asked for the whole store");
  }

  /// Does nothing, because the store is shared.
  @Override
  public void close() {}
}
