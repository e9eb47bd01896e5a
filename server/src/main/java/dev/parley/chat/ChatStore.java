package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Stores conversations. Every method but [#health] blocks: call it on a virtual thread. Safe for
/// use by many threads.
///
/// It adds steps to [ChatHistory]: every change of a conversation is made in a step.
///
/// `ChatStoreContract` specifies and tests what an implementation must do.
public interface ChatStore extends ChatHistory {
  /// Runs one use case in one atomic step. When this method returns, the writes of the step are on
  /// disk, and the [ChatFeed] has received its changes. When this method throws, the step has
  /// changed nothing. It throws the exception of `step`; an `Error` becomes the cause of an
  /// [IllegalStateException]. It throws [Refusal] with `STORE_UNAVAILABLE` if the disk is full or
  /// the database cannot be reached, and with `OVERLOADED` if more steps are waiting than the queue
  /// can hold.
  ///
  /// No other step runs at the same time, so a step must take only some milliseconds. [ChatRules]
  /// limits work that depends on the length of the history; callers must limit the number of events
  /// or people in one step.
  ///
  /// **A step may run more than once**, and on another thread than the caller's: the store runs it
  /// again when another process commits first, or when another step of the same group fails. So a
  /// step must depend only on the rules that it receives and on its arguments. It must change
  /// nothing outside the rules, and read neither a clock nor random numbers. Only the run that is
  /// committed counts; its result is what this method returns.
  ///
  /// @param now the time of the step, in whole milliseconds
  /// @param ahead the data that the store may read before the step runs
  /// @param step calls one method of the rules and returns its result
  <T> T step(Instant now, ReadAhead ahead, Function<ChatRules, T> step);

  /// Runs a step without reading ahead.
  default <T> T step(Instant now, Function<ChatRules, T> step) {
    return step(now, ReadAhead.NOTHING, step);
  }

  /// The number of steps that wait for the writer; never blocks.
  int waiting();

  /// The time for which the oldest unfinished step has waited; zero if there is none. Never blocks
  /// for long.
  Duration oldestWaiting();

  /// Where the store keeps its data, for the log: names and values such as `folder` and
  /// `/var/lib/parley`.
  Map<String, String> place();

  /// The health of the store; never blocks.
  Health health();

  /// Whether the store works.
  ///
  /// @param fault a sentence for operators; null if there is no fault
  record Health(String kind, @Nullable String fault) {
    public boolean ok() {
      return fault == null;
    }
  }
}
