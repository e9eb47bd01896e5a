package dev.parley.stream;

import dev.parley.chat.Commit;

/// Is told everything that changes, in order, by a thread of its own; may take its time.
public interface Subscriber {
  /// The next commit. What this throws is logged, and [#startOver] follows: an `Error` too.
  void accept(Commit commit);

  /// Changes were missed that nobody can bring any more: whatever was made of them must be made
  /// anew.
  void startOver();
}
