package dev.parley.search;

import dev.parley.chat.Change;
import dev.parley.chat.ChangeLog.Missed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.Commit;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageBatch;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.WaId;
import dev.parley.stream.Subscriber;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.index.CorruptIndexException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the index up to date with the store, on a thread of its own: it reads the log of changes
/// from the position of the index on. The stream only wakes it up, so it delays no other subscriber
/// and queues nothing in memory. If the log no longer contains the position, or there is no
/// readable index, it builds the index from everything that is stored.
///
/// It opens the index some seconds after the start, or with the first search. It uses only a part
/// of the processor's time, so that it does not delay new messages. Its work is committed together
/// with its position: after a process was killed, the next one continues from there.
///
/// Safe for use by many threads.
final class Indexer implements Subscriber, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

  /// The version of the documents' format: an index of another version is rebuilt.
  static final String VERSION = "1";

  /// The number of changes, or of messages, that are read at once.
  private static final int PART = 500;

  private static final int CONTACTS = 500;

  /// The index is committed after this number of changes or after this time.
  private static final int MOST_UNCOMMITTED = 20_000;

  private static final long COMMIT_NANOS = Duration.ofSeconds(10).toNanos();

  /// The time after which the index is opened if there is no search.
  private static final long OPENING_NANOS = Duration.ofSeconds(2).toNanos();

  /// The time after opening within which a small index is complete.
  private static final long COMPLETING_NANOS = Duration.ofMillis(500).toNanos();

  /// The time for which changes are collected before they are indexed.
  private static final long COLLECTING_NANOS = Duration.ofMillis(150).toNanos();

  /// The interval at which terms of expired messages are removed from the files; those of erased
  /// people are removed at once.
  private static final long TRACES_NANOS = Duration.ofMinutes(10).toNanos();

  private static final long STORE_RETRY_NANOS = Duration.ofMillis(500).toNanos();
  private static final long INDEX_RETRY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Duration CLOSING = Duration.ofSeconds(3);

  private final ChatHistory history;
  private final Path folder;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // These fields are guarded by the lock.
  private boolean news;
  private boolean wanted;
  private boolean closed;
  private boolean rebuild;
  private @Nullable LuceneIndex open;
  private @Nullable String fault;
  private @Nullable String lastFault;
  private @Nullable Double progress = 0.0;
  private long openedAt;

  /// Whether everything that was stored when the index was opened can be found.
  private boolean caughtUp;

  // These fields belong to the thread.
  private State state = State.NONE;
  private int uncommitted;
  private long committedAt;
  private boolean uncommittedState;

  /// Whether the files still contain terms of removed messages.
  private boolean hasTraces;

  private long tracesRemovedAt = System.nanoTime();

  /// The number of the last change that is committed; -1, which is less than the number of any
  /// change, while the index is built.
  private volatile long committed = -1;

  /// The progress of the index.
  ///
  /// @param position once it is built, the index has all changes up to this position
  /// @param phase the current phase
  /// @param rest where building continues; null for the first message
  private record State(@Nullable StreamPosition position, Phase phase, @Nullable String rest) {
    static final State NONE = new State(null, Phase.BUILDING, null);
  }

  private enum Phase {
    /// Reads everything that is stored.
    BUILDING,
    /// Reads the changes that were made during the building.
    FOLLOWING,
    /// The index is complete.
    COMPLETE
  }

  /// @param folder the folder of Parley's data; created if absent
  Indexer(Path folder, ChatHistory history) {
    this.folder = folder;
    this.history = history;
    this.thread = Thread.ofPlatform().daemon().name("search").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void accept(Commit commit) {
    wake();
  }

  /// The position of the index tells which changes were missed.
  @Override
  public void startOver() {
    wake();
  }

  private void wake() {
    lock.lock();
    try {
      news = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the index is open and returns it. If it has just been opened, waits a little
  /// longer for it to be complete.
  ///
  /// @param limit the longest time to wait until it is open
  /// @return the index; empty if it is not open by then
  Optional<LuceneIndex> index(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      wanted = true;
      changed.signalAll();
      long left = limit.toNanos();
      while (open == null && fault == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      while (open != null && !caughtUp && !closed) {
        left = openedAt + COMPLETING_NANOS - System.nanoTime();
        if (left <= 0 || changed.awaitNanos(left) <= 0) {
          break;
        }
      }
      return Optional.ofNullable(open);
    } finally {
      lock.unlock();
    }
  }

  /// The reason why there is no index, for people; null if there is one or it is being opened.
  @Nullable String fault() {
    lock.lock();
    try {
      return fault;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the index is complete and contains everything that was stored when it was opened.
  ///
  /// @return the reason why it cannot become complete, for people; null if it is complete
  @Nullable String awaitComplete() throws InterruptedException {
    lock.lock();
    try {
      while (fault == null
          && !closed
          && (progress != null || open == null || rebuild || !caughtUp)) {
        changed.await();
      }
      return fault;
    } finally {
      lock.unlock();
    }
  }

  /// The approximate share of messages that are in the index; null once it is complete.
  @Nullable Double progress() {
    lock.lock();
    try {
      return progress;
    } finally {
      lock.unlock();
    }
  }

  /// Opens the index at once.
  void want() {
    lock.lock();
    try {
      wanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Builds the index from scratch.
  void rebuild() {
    lock.lock();
    try {
      rebuild = true;
      wanted = true;
      progress = 0.0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      awaitFirst();
      while (!isClosed()) {
        try (LuceneIndex index = LuceneIndex.open(folder)) {
          begin(index);
          follow(index);
        } catch (IOException | RuntimeException | InternalError failure) {
          // The JVM throws InternalError if a mapped file has become shorter.
          failed(failure);
        }
      }
    } catch (InterruptedException ended) {
      // No code interrupts this thread.
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is work, and then a little longer unless a search needs the index.
  private void awaitFirst() throws InterruptedException {
    if (hasChanges()) {
      wake();
    }
    lock.lock();
    try {
      while (!news && !wanted && !closed) {
        changed.await();
      }
      long left = OPENING_NANOS;
      while (!wanted && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasChanges() {
    try {
      return history.position().number() > 0;
    } catch (Refusal unavailable) {
      return true;
    }
  }

  private void begin(LuceneIndex index) {
    Map<String, String> data = index.committed();
    state = State.NONE;
    if (VERSION.equals(data.get("version"))) {
      Phase phase = Phase.valueOf(data.getOrDefault("phase", Phase.BUILDING.name()));
      StreamPosition position =
          StreamPosition.parse(data.getOrDefault("position", "")).orElse(null);
      state = new State(position, phase, data.get("rest"));
      hasTraces = Boolean.parseBoolean(data.get("traces"));
    }
    showCommitted();
    uncommitted = 0;
    uncommittedState = false;
    committedAt = System.nanoTime();
    lock.lock();
    try {
      open = index;
      openedAt = System.nanoTime();
      caughtUp = false;
      fault = null;
      progress = state.phase == Phase.COMPLETE ? null : 0.0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void failed(Throwable failure) throws InterruptedException {
    boolean damaged = failure instanceof CorruptIndexException || failure instanceof InternalError;
    String sentence = "it cannot be written: " + failure.getClass().getSimpleName();
    lock.lock();
    try {
      if (!sentence.equals(lastFault)) { // the same fault repeats with each attempt
        LOG.atError().setCause(failure).log("the search index failed; it is reopened");
      }
      lastFault = sentence;
      open = null;
      rebuild |= damaged;
      fault = damaged ? null : sentence;
      changed.signalAll();
      long left = damaged ? 0 : INDEX_RETRY_NANOS;
      while (!closed && !rebuild && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Works until the index is closed. Throws an exception if the index fails.
  private void follow(LuceneIndex index) throws IOException, InterruptedException {
    try {
      while (!isClosed()) {
        takeRebuild(index);
        long began = System.nanoTime();
        boolean more;
        try {
          more = state.phase == Phase.BUILDING ? build(index) : readLog(index);
        } catch (Refusal unavailable) {
          LOG.atDebug().setCause(unavailable).log("the store cannot be read now");
          pause(STORE_RETRY_NANOS);
          continue;
        }
        commitIfDue(index);
        long took = System.nanoTime() - began;
        if (more) {
          pause(state.phase == Phase.COMPLETE ? 2 * took : took);
        } else {
          awaitNews();
        }
      }
      commit(index);
    } finally {
      lock.lock();
      try {
        open = null;
      } finally {
        lock.unlock();
      }
    }
  }

  private void takeRebuild(LuceneIndex index) throws IOException {
    boolean asked;
    lock.lock();
    try {
      asked = rebuild;
      rebuild = false;
    } finally {
      lock.unlock();
    }
    if (asked) {
      startBuilding(index, "a rebuild was requested");
    }
  }

  private void startBuilding(LuceneIndex index, String reason) throws IOException {
    LOG.atInfo().addKeyValue("reason", reason).log("the search index is being rebuilt");
    index.clear();
    state = State.NONE;
    show(0.0);
  }

  private void showComplete(LuceneIndex index) throws IOException {
    lock.lock();
    try {
      if (caughtUp && progress == null) {
        return;
      }
    } finally {
      lock.unlock();
    }
    index.refresh();
    lock.lock();
    try {
      caughtUp = true;
      progress = rebuild ? progress : null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void show(double part) {
    lock.lock();
    try {
      progress = part;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Indexes the next part of everything that is stored.
  private boolean build(LuceneIndex index) throws IOException {
    StreamPosition position = state.position;
    if (position == null) {
      // The position is taken before anything is read, so that later changes are read from the log.
      position = history.position();
      index.clear();
      int contacts = putContacts(index);
      state = new State(position, Phase.BUILDING, null);
      changed(contacts);
      return true;
    }
    MessageBatch batch = history.everyMessage(state.rest, PART);
    for (Message message : batch.messages()) {
      index.put(message, false);
    }
    changed(batch.messages().size());
    if (batch.rest() == null) {
      state = new State(position, Phase.FOLLOWING, null);
    } else {
      state = new State(position, Phase.BUILDING, batch.rest());
      show(Math.min(0.99, batch.done()));
    }
    return true;
  }

  private int putContacts(LuceneIndex index) throws IOException {
    int count = 0;
    List<Contact> page = history.contacts((Position) null, CONTACTS);
    while (!page.isEmpty() && !isClosed()) {
      for (Contact contact : page) {
        index.put(contact);
      }
      count += page.size();
      Contact last = page.getLast();
      page = history.contacts(new Position(last.lastSeen(), last.waId()), CONTACTS);
    }
    return count;
  }

  /// Indexes the next part of the log.
  private boolean readLog(LuceneIndex index) throws IOException, InterruptedException {
    StreamPosition since = state.position;
    Optional<Missed> page = since == null ? Optional.empty() : history.missed(since, PART);
    if (page.isEmpty()) {
      startBuilding(index, "the log of changes does not reach back to its position");
      return true;
    }
    Map<MessageId, Message> messages = new LinkedHashMap<>();
    Map<WaId, Contact> contacts = new LinkedHashMap<>();
    List<Change.Removed> removed = new ArrayList<>();
    for (Commit commit : page.get().commits()) {
      for (Change change : commit.changes()) {
        collect(change, messages, contacts, removed);
      }
    }
    // Removals come first: the messages read with the log exist now, so they arrived after the
    // removal of their chat.
    for (Change.Removed gone : removed) {
      remove(index, gone);
    }
    for (Message message : messages.values()) {
      index.put(message, true);
    }
    for (Contact contact : contacts.values()) {
      index.put(contact);
    }
    boolean more = page.get().more();
    Phase phase = more ? state.phase : Phase.COMPLETE;
    if (!page.get().position().equals(since) || phase != state.phase) {
      uncommittedState = true;
    }
    if (phase != state.phase) {
      LOG.atInfo().log("the search index is complete");
      uncommitted = MOST_UNCOMMITTED;
    }
    state = new State(page.get().position(), phase, null);
    changed(messages.size() + contacts.size() + removed.size());
    if (removed.stream()
        .anyMatch(it ->
            it.kind() == Change.Removed.Kind.CHAT || it.kind() == Change.Removed.Kind.CONTACT)) {
      removeTraces(index);
    }
    if (!more) { // this must be last: a thread that waits for it may then close the index
      showComplete(index);
    }
    return more;
  }

  private void remove(LuceneIndex index, Change.Removed removed) throws IOException {
    switch (removed.kind()) {
      case NOTE -> {} // no note is in the index
      case MESSAGE -> {
        index.remove(removed.ids().stream().map(MessageId::new).toList());
        hasTraces = true;
      }
      case CHAT -> index.removeChat(removed.chat());
      case CONTACT -> index.removeContact(removed.chat());
    }
  }

  /// The position is committed after the terms are gone: if the process is killed in between, the
  /// next one does it again.
  private void removeTraces(LuceneIndex index) throws IOException, InterruptedException {
    index.removeTraces();
    writeCommit(index);
    index.awaitOldFilesRemoved(); // before the removal is reported as complete
    showCommitted();
    hasTraces = false;
    tracesRemovedAt = System.nanoTime();
  }

  private void collect(
      Change change,
      Map<MessageId, Message> messages,
      Map<WaId, Contact> contacts,
      List<Change.Removed> removed) {
    switch (change) {
      case Change.MessageStored(var message) -> messages.put(message.id(), message);
      case Change.MessageAmended(var message) -> messages.put(message.id(), message);
      case Change.MessageTouched(var message) -> messages.put(message.id(), message);
      case Change.ContactSaved(var contact) -> contacts.put(contact.waId(), contact);
      case Change.ContactSeen(var contact) -> {
        if (state.phase != Phase.COMPLETE) { // the position moved while everything was read
          contacts.put(contact.waId(), contact);
        }
      }
      case Change.StatusChanged _,
          Change.ChatRead _,
          Change.PresenceChanged _,
          Change.ChatUpdated _,
          Change.NoteSaved _ -> {}
      case Change.Removed gone -> removed.add(gone);
    }
  }

  private void changed(int count) {
    uncommitted += count;
    uncommittedState |= count > 0;
  }

  private void commitIfDue(LuceneIndex index) throws IOException, InterruptedException {
    if (uncommittedState
        && (uncommitted >= MOST_UNCOMMITTED || System.nanoTime() - committedAt >= COMMIT_NANOS)) {
      commit(index);
    }
    if (hasTraces && System.nanoTime() - tracesRemovedAt >= TRACES_NANOS) {
      removeTraces(index);
    }
  }

  private void commit(LuceneIndex index) throws IOException {
    writeCommit(index);
    showCommitted();
  }

  private void writeCommit(LuceneIndex index) throws IOException {
    StreamPosition position = state.position;
    if (position == null) {
      return; // nothing is built yet
    }
    Map<String, String> data = new HashMap<>();
    data.put("version", VERSION);
    data.put("position", position.toString());
    data.put("phase", state.phase.name());
    data.put("traces", Boolean.toString(hasTraces));
    if (state.rest != null) {
      data.put("rest", state.rest);
    }
    index.commit(data);
    uncommitted = 0;
    uncommittedState = false;
    committedAt = System.nanoTime();
  }

  private void showCommitted() {
    StreamPosition position = state.position;
    committed = state.phase == Phase.COMPLETE && position != null ? position.number() : -1;
  }

  /// Whether the index on disk has every change up to a number, and no longer contains removed
  /// chats and contacts.
  boolean covers(long number) {
    return committed >= number;
  }

  /// Waits, so that other threads can use the processor.
  private void pause(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!closed && !rebuild && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitNews() throws InterruptedException {
    pause(COLLECTING_NANOS);
    lock.lock();
    try {
      while (!news && !closed && !rebuild) {
        if (!uncommittedState && !hasTraces) {
          changed.await();
        } else {
          long left = committedAt + COMMIT_NANOS - System.nanoTime();
          if (left <= 0 || changed.awaitNanos(left) <= 0) {
            return;
          }
        }
      }
      news = false;
    } finally {
      lock.unlock();
    }
  }

  /// Commits the work done so far and stops. May be called before or after the store is closed.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (thread.isAlive() && !thread.join(CLOSING)) {
        LOG.atWarn()
            .log("the search index was not closed in time; it continues from its last commit");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
