package dev.parley.realtime;

import dev.parley.api.ContactJson;
import dev.parley.api.EventJson;
import dev.parley.api.MessageJson;
import dev.parley.chat.Change;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Announces every change to all clients, one event after another, in the order in which the store
/// publishes them. A thread of its own does it, so that the store's writer never encodes.
///
/// What waits is bounded. Where clients cannot be served as fast as the store writes, the queue
/// fills, and then the writer waits here: it slows down, and nothing is skipped. It waits for a
/// limited time only. After that the announcer drops what waits and what is still to come until its
/// thread goes on; that thread then makes all clients start over, so that they load what they
/// missed. Safe for use by many threads.
final class Announcer implements ChatFeed, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  /// The most ids of one event: some 80 KB.
  private static final int MOST_IDS = 1_000;

  private static final int BYTES_OF_A_CHANGE = 1024;
  private static final int BYTES_OF_AN_ID = 128;

  private final Clients clients;
  private final Limits limits;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private final Deque<Commit> waiting = new ArrayDeque<>();
  private @Nullable Commit current;
  private long weight;
  private long dropped;
  private boolean closed;

  /// Where events go.
  interface Clients {
    /// Sends an event to every client. Keeps the order of its calls, and may wait.
    void send(String event, Payload payload);

    /// Makes every client connect again and load everything from scratch.
    void startOver();
  }

  /// @param commits the most commits that may wait
  /// @param weight the most bytes of them, estimated; one commit may always wait
  /// @param patience how long the writer waits for room
  /// @param closing how long [#close] waits for what is left
  record Limits(int commits, long weight, Duration patience, Duration closing) {
    static final Limits DEFAULTS =
        new Limits(1024, 16L * 1024 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  private record Commit(List<Change> changes, long weight, long since) {}

  Announcer(Clients clients) {
    this(clients, Limits.DEFAULTS);
  }

  Announcer(Clients clients, Limits limits) {
    this.clients = clients;
    this.limits = limits;
    this.thread = Thread.ofVirtual().name("announcer").start(this::run);
  }

  @Override
  public void publish(List<Change> changes) {
    Commit commit =
        new Commit(changes, changes.stream().mapToLong(Announcer::weight).sum(), System.nanoTime());
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (dropped == 0 && !awaitRoom(commit)) {
        waiting.forEach(it -> dropped += it.changes.size());
        waiting.clear();
        weight = 0;
      }
      if (dropped > 0) {
        dropped += changes.size(); // the order would have a gap
      } else {
        waiting.add(commit);
        weight += commit.weight;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// About how much memory a change holds.
  private static long weight(Change change) {
    return BYTES_OF_A_CHANGE
        + switch (change) {
          case Change.MessageStored(var message) -> weight(message);
          case Change.StatusChanged(var message) -> weight(message);
          case Change.MessageAmended(var message) -> weight(message);
          case Change.ChatRead read -> (long) BYTES_OF_AN_ID * read.messages().size();
          case Change.PresenceChanged _, Change.ContactSaved _ -> 0;
        };
  }

  private static long weight(Message message) {
    return 2L * message.body().text().length();
  }

  private boolean awaitRoom(Commit commit) {
    long left = limits.patience.toNanos();
    while (!waiting.isEmpty()
        && (waiting.size() >= limits.commits || weight + commit.weight > limits.weight)) {
      if (left <= 0) {
        return false;
      }
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        // Only a store that is being torn down interrupts its writer; no client is left.
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /// The number of commits that wait.
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// Whether its thread runs.
  boolean isAlive() {
    return thread.isAlive();
  }

  /// How long the oldest commit that is not announced has waited; zero when there is none.
  Duration oldestWaiting() {
    lock.lock();
    try {
      Commit oldest = current != null ? current : waiting.peek();
      return oldest == null
          ? Duration.ZERO
          : Duration.ofNanos(Math.max(0, System.nanoTime() - oldest.since));
    } finally {
      lock.unlock();
    }
  }

  /// Announces what waits, for a limited time, and stops.
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
      if (!thread.join(limits.closing)) {
        LOG.atWarn().log("not everything could be announced before the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean more = true;
    while (more) {
      try {
        more = announceNext();
      } catch (Throwable failure) {
        // The next commit must still be announced, whatever this one did.
        failed("a commit could not be announced; all clients must connect again", failure);
        startOver();
      }
    }
  }

  private void startOver() {
    try {
      clients.startOver();
    } catch (Throwable failure) {
      failed("clients could not be made to connect again", failure);
    }
  }

  /// @return whether there may be more
  private boolean announceNext() {
    Commit next;
    long lost;
    lock.lock();
    try {
      while (waiting.isEmpty() && dropped == 0 && !closed) {
        changed.awaitUninterruptibly();
      }
      lost = dropped;
      dropped = 0;
      next = waiting.poll();
      current = next;
      weight -= next == null ? 0 : next.weight;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (lost > 0) {
        LOG.atError()
            .addKeyValue("changes", lost)
            .log("changes could not be announced in time; all clients must connect again");
        startOver();
      }
      if (next != null) {
        next.changes.forEach(this::announce);
      }
    } finally {
      lock.lock();
      try {
        current = null;
      } finally {
        lock.unlock();
      }
    }
    return next != null || lost > 0;
  }

  private void announce(Change change) {
    try {
      tell(change);
    } catch (RuntimeException failure) {
      // This change alone is at fault, and would be again: clients miss it, and nothing else.
      failed("a change could not be announced", failure);
    }
  }

  private static void failed(String sentence, Throwable failure) {
    try {
      LOG.atError().setCause(failure).log(sentence);
    } catch (Throwable exhausted) {
      // Memory is exhausted: logging fails as well.
    }
  }

  private void tell(Change change) {
    switch (change) {
      case Change.MessageStored(var message) -> stored(message);
      case Change.StatusChanged(var message) ->
          send("messageStatusUpdate", new Payload(json -> EventJson.statusUpdate(json, message)));
      case Change.ChatRead read -> read(read);
      case Change.MessageAmended(var message) ->
          send("messageUpdated", new Payload(json -> MessageJson.write(json, message)));
      case Change.PresenceChanged(var contact) -> send("userOnlineStatus", presence(contact));
      case Change.ContactSaved(var contact) ->
          send("contactUpdated", new Payload(json -> ContactJson.write(json, contact)));
    }
  }

  private void read(Change.ChatRead all) {
    List<MessageId> ids = all.messages();
    for (int from = 0; from < ids.size(); from += MOST_IDS) {
      List<MessageId> some = ids.subList(from, Math.min(ids.size(), from + MOST_IDS));
      Change.ChatRead part = new Change.ChatRead(all.chat(), some, all.at());
      send("messageStatusUpdate", new Payload(json -> EventJson.chatRead(json, part)));
    }
  }

  private void stored(Message message) {
    send("newMessage", new Payload(json -> MessageJson.write(json, message)));
    send("chatListUpdate", new Payload(json -> EventJson.chatListUpdate(json, message)));
  }

  private static Payload presence(Contact contact) {
    return new Payload(json ->
        EventJson.presence(json, contact.waId().value(), contact.online(), contact.lastSeen()));
  }

  private void send(String event, Payload payload) {
    clients.send(event, payload);
  }
}
