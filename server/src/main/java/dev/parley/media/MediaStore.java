package dev.parley.media;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the records of files, next to the conversations and in the same commits. Safe for use by
/// many threads.
///
/// `MediaStoreContract` specifies and tests what an implementation must do.
public interface MediaStore {
  /// Runs one atomic step, as [dev.parley.chat.ChatStore#step] does, and throws the same
  /// exceptions. The step may run more than once.
  ///
  /// @param now the time of the step, in whole milliseconds
  <T> T step(Instant now, Function<MediaRules, T> step);

  /// The row with this id, read outside of steps.
  Optional<MediaRow> find(String id);

  /// Rows in the order of their ids, read outside of steps.
  ///
  /// @param after the id after which to begin; null for the first
  /// @param limit the maximum number of rows to return
  List<MediaRow> rows(@Nullable String after, int limit);

  /// The files that wait to be fetched.
  Queue queue();

  /// The files that wait to be fetched.
  ///
  /// @param waiting the number of files
  /// @param oldest the time at which the oldest of them arrived; null if no file is waiting
  record Queue(long waiting, @Nullable Instant oldest) {}
}
