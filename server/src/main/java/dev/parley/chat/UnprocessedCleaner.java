package dev.parley.chat;

import dev.parley.chat.ChatHistory.UnprocessedHead;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Keeps unprocessed webhook bodies within [Limits]: removes the oldest, routine bodies before
/// bodies that need attention. The last body is never removed because of its size.
///
/// Every method blocks: call it on a virtual thread. Safe for use by many threads. Throws [Refusal]
/// if the store cannot be read.
public final class UnprocessedCleaner {
  /// The size of an entry without its body: its reasons, its digest, its index entries.
  private static final long OVERHEAD = 512;

  private static final int PAGE = 200;
  private static final int DROPPED_AT_ONCE = 50;

  /// The time between two checks of all entries.
  private static final Duration EVERYTHING = Duration.ofHours(1);

  /// The fraction of the limit (one eighth) that may arrive between two checks.
  private static final int BETWEEN = 8;

  private final ChatHistory stored;
  private final Conversations conversations;
  private final Clock clock;
  private final Limits limits;
  private final Listener listener;

  /// The number of bytes that arrived since the last check.
  private final AtomicLong recent = new AtomicLong();

  private final ReentrantLock cleaning = new ReentrantLock();

  // guarded by the lock
  private long routineBytes;
  private long otherBytes;
  private long lastCounted;
  private Instant lookedAtAll = Instant.MIN;

  /// The maximum size of all bodies, and the time for which a body is kept after it last arrived.
  ///
  /// @param bytes the maximum number of bytes of all bodies; routine bodies take at most a quarter
  ///   of it
  /// @param age the longest age of bodies that need attention
  /// @param routineAge the longest age of routine bodies
  public record Limits(long bytes, Duration age, Duration routineAge) {
    long routineBytes() {
      return bytes / 4;
    }
  }

  /// Is notified of removed bodies.
  @FunctionalInterface
  public interface Listener {
    /// Called when some entries were removed.
    ///
    /// @param routine the number of routine entries
    /// @param others the number of entries that needed attention
    void dropped(int routine, int others);
  }

  public UnprocessedCleaner(
      ChatHistory stored,
      Conversations conversations,
      Clock clock,
      Limits limits,
      Listener listener) {
    this.stored = stored;
    this.conversations = conversations;
    this.clock = clock;
    this.limits = limits;
    this.listener = listener;
  }

  /// Records that a body was kept. Sometimes it also removes bodies before it returns.
  public void kept(Unprocessed unprocessed) {
    long since = recent.addAndGet(unprocessed.body().length + OVERHEAD);
    if (since > limits.bytes / BETWEEN) {
      clean();
    }
  }

  /// Removes bodies that exceed the limits. Checks only new bodies, unless too much is kept, or an
  /// hour has passed since the last check of all bodies.
  public void clean() {
    cleaning.lock();
    try {
      Instant now = clock.instant();
      countNew();
      if (routineBytes > limits.routineBytes()
          || routineBytes + otherBytes > limits.bytes
          || !now.isBefore(lookedAtAll.plus(EVERYTHING))) {
        cleanAll(now);
        lookedAtAll = now;
      }
    } finally {
      cleaning.unlock();
    }
  }

  /// Counts new bodies, including those of other processes on the same database.
  private void countNew() {
    long before = recent.get();
    each(lastCounted, this::count);
    recent.addAndGet(-before);
  }

  private void count(UnprocessedHead head) {
    if (head.routine()) {
      routineBytes += size(head);
    } else {
      otherBytes += size(head);
    }
    lastCounted = head.number();
  }

  private void cleanAll(Instant now) {
    routineBytes = 0;
    otherBytes = 0;
    each(0, this::count);
    long most = Math.min(limits.routineBytes(), limits.bytes - otherBytes);
    Cut routine = new Cut(true, routineBytes, most, now.minus(limits.routineAge));
    each(0, routine::look);
    routine.drop();
    routineBytes = routine.bytes;
    Cut others = new Cut(false, otherBytes, limits.bytes - routineBytes, now.minus(limits.age));
    each(0, others::look);
    others.drop();
    otherBytes = others.bytes;
    if (routine.dropped + others.dropped > 0) {
      listener.dropped(routine.dropped, others.dropped);
    }
  }

  private void each(long after, Consumer<UnprocessedHead> action) {
    List<UnprocessedHead> page = stored.unprocessedHeads(after, PAGE);
    while (!page.isEmpty()) {
      page.forEach(action);
      page = stored.unprocessedHeads(page.getLast().number(), PAGE);
    }
  }

  private static long size(UnprocessedHead head) {
    return head.bytes() + OVERHEAD;
  }

  /// Removes entries of one kind, the oldest first.
  private final class Cut {
    private final boolean routine;
    private final long most;
    private final Instant before;
    private final List<Long> chosen = new ArrayList<>();
    private long bytes;
    private int dropped;

    /// @param bytes the bytes of all entries of this kind
    /// @param most the maximum number of bytes that may stay
    /// @param before entries that last arrived before this time are too old
    Cut(boolean routine, long bytes, long most, Instant before) {
      this.routine = routine;
      this.bytes = bytes;
      this.most = most;
      this.before = before;
    }

    void look(UnprocessedHead head) {
      boolean tooMuch = bytes > most && head.number() < lastCounted;
      if (head.routine() == routine && (tooMuch || head.lastAt().isBefore(before))) {
        chosen.add(head.number());
        bytes -= size(head);
        if (chosen.size() == DROPPED_AT_ONCE) {
          drop();
        }
      }
    }

    void drop() {
      dropped += conversations.dismiss(chosen).size();
      chosen.clear();
    }
  }
}
