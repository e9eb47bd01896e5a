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

/// Keeps unprocessed webhook bodies within [Limits]: drops the oldest, routine ones before those
/// that need a person. The entry that came last is never dropped for its size.
///
/// Every method blocks: call it on a virtual thread. Safe for use by many threads. Throws [Refusal]
/// where the store cannot be asked.
public final class UnprocessedCleaner {
  /// What an entry takes beside its body: its reasons, its digest, its place in an index.
  private static final long OVERHEAD = 512;

  private static final int PAGE = 200;
  private static final int DROPPED_AT_ONCE = 50;

  /// How often everything is looked at.
  private static final Duration EVERYTHING = Duration.ofHours(1);

  /// The part of the limit that may come between two looks.
  private static final int BETWEEN = 8;

  private final ChatHistory stored;
  private final Conversations conversations;
  private final Clock clock;
  private final Limits limits;
  private final Listener listener;

  /// What came since the last look.
  private final AtomicLong recent = new AtomicLong();

  private final ReentrantLock cleaning = new ReentrantLock();

  // guarded by the lock
  private long routineBytes;
  private long otherBytes;
  private long lastCounted;
  private Instant lookedAtAll = Instant.MIN;

  /// How much is kept, and for how long after it came last.
  ///
  /// @param bytes of everything; routine bodies take at most a quarter of it
  /// @param age of what needs a person
  /// @param routineAge of what needs nobody
  public record Limits(long bytes, Duration age, Duration routineAge) {
    long routineBytes() {
      return bytes / 4;
    }
  }

  /// Hears what was dropped.
  @FunctionalInterface
  public interface Listener {
    /// Some entries are gone.
    ///
    /// @param routine the number of entries that needed nobody
    /// @param others the number of entries that needed a person
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

  /// Takes note of a body that was kept. Now and then it returns only when there is room again.
  public void kept(Unprocessed unprocessed) {
    long since = recent.addAndGet(unprocessed.body().length + OVERHEAD);
    if (since > limits.bytes / BETWEEN) {
      clean();
    }
  }

  /// Drops what is beyond the limits. Looks only at what is new, unless too much is kept, or an
  /// hour has passed since everything was looked at.
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

  /// Also what another process has kept in the same database.
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

  /// Drops entries of one kind, which it sees oldest first.
  private final class Cut {
    private final boolean routine;
    private final long most;
    private final Instant before;
    private final List<Long> chosen = new ArrayList<>();
    private long bytes;
    private int dropped;

    /// @param bytes of all entries of this kind
    /// @param most how many may stay
    /// @param before when entries that came last then are too old
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
