package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps conversations. Every method but [#health] blocks: call it on a virtual thread. Safe for
/// use by many threads.
///
/// What it adds to [ChatHistory] is the step: everything that changes a conversation is one.
///
/// What an implementation must do is spelt out, and checked, by `ChatStoreContract`.
public interface ChatStore extends ChatHistory {
  /// Runs one use case in one atomic step: what it writes is on disk when this method returns, and
  /// its changes were given to the [ChatFeed] by then. When this method throws, the step left
  /// nothing behind: it throws what `step` throws (an `Error` as the cause of an
  /// [IllegalStateException]), and [Refusal] with `STORE_UNAVAILABLE` (the disk is full, the
  /// database is away) or `OVERLOADED` (more steps wait than the queue holds).
  ///
  /// While a step runs no other can: it must take some milliseconds only. [ChatRules] limits its
  /// work where the history decides how much there is; a caller brings no more events or people at
  /// once than that.
  ///
  /// **A step may run more than once**, and on another thread than the caller's: the store runs it
  /// again when another process commits first, or when another step of the same group fails. So a
  /// step is a function of the rules that it receives and of its arguments, and of nothing else: it
  /// changes nothing outside the rules and reads neither a clock nor random numbers. Only the run
  /// that is committed counts; its result is what this method returns.
  ///
  /// @param now the time of the step, in whole milliseconds
  /// @param ahead what the store may read before the step runs
  /// @param step calls one method of the rules and returns its result
  <T> T step(Instant now, ReadAhead ahead, Function<ChatRules, T> step);

  /// Runs a step of which nothing is known before.
  default <T> T step(Instant now, Function<ChatRules, T> step) {
    return step(now, ReadAhead.NOTHING, step);
  }

  /// How many steps wait for the writer; never blocks.
  int waiting();

  /// How long the oldest step has waited that is not yet answered; zero when there is none. Never
  /// blocks for long.
  Duration oldestWaiting();

  /// Where it keeps everything, for the log: names and values such as `folder` and
  /// `/var/lib/parley`.
  Map<String, String> place();

  /// How the store is; never blocks.
  Health health();

  /// Whether the store works.
  ///
  /// @param fault a sentence for operators; null when all is well
  record Health(String kind, @Nullable String fault) {
    public boolean ok() {
      return fault == null;
    }
  }
}
