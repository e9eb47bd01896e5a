package dev.parley.realtime;

/// Why the server ends the connections of callers, as clients receive it in `auth:ended`.
public enum AccessEnd {
  /// The credential is no longer valid.
  OVER("ended", "The sign-in or the key has ended: sign in, or use another key"),
  /// The permissions or visible chats of the caller have changed, or the browser has another cookie
  /// now.
  CHANGED("changed", "Your sign-in, or what you may do or see, has changed: connect again"),
  /// The callers have no credential, and the first user was created.
  SET_UP("set_up", "Parley has users now: sign in, or use a key");

  private final String word;
  private final String sentence;

  AccessEnd(String word, String sentence) {
    this.word = word;
    this.sentence = sentence;
  }

  /// The reason for programs.
  String word() {
    return word;
  }

  /// The reason for people.
  String sentence() {
    return sentence;
  }
}
