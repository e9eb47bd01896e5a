package dev.parley.realtime;

/// Why the server ends the connections of callers, as clients hear it in `auth:ended`.
public enum AccessEnd {
  /// What they came with lets nobody in any more.
  OVER("ended", "The sign-in or the key has ended: sign in, or take another key"),
  /// It lets in somebody who may do, or sees, other things than before, or a browser has another
  /// cookie by now.
  CHANGED("changed", "Your sign-in, or what you may do or see, has changed: connect again"),
  /// They came without a credential, and somebody has an account by now.
  SET_UP("set_up", "Parley has users by now: sign in, or take a key");

  private final String word;
  private final String sentence;

  AccessEnd(String word, String sentence) {
    this.word = word;
    this.sentence = sentence;
  }

  /// For programs.
  String word() {
    return word;
  }

  /// For people.
  String sentence() {
    return sentence;
  }
}
