package dev.parley.stream;

import dev.parley.chat.Commit;

/// Receives every change, in order, on its own thread. It may be slow.
public interface Subscriber {
  /// Receives the next commit. Exceptions, including an `Error`, are logged and followed by
  /// [#startOver].
  void accept(Commit commit);

  /// Called when changes were missed that are no longer available: the subscriber must build its
  /// data again from scratch.
  void startOver();
}
