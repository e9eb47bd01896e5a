package dev.parley.http;

import org.jspecify.annotations.Nullable;

/// A path, whose beginning may be a base address that holds an API key: `/k/<key>/api/chats` is
/// `/api/chats` with that key. So programs that can be configured only with an address can use a
/// key.
///
/// @param key null: the path has none
/// @param path the path without the key, still encoded
record BaseAddress(@Nullable String key, String path) {
  private static final String BEGIN = "/k/";

  static BaseAddress of(String sent) {
    if (!sent.regionMatches(true, 0, BEGIN, 0, BEGIN.length())) {
      return new BaseAddress(null, sent);
    }
    int end = sent.indexOf('/', BEGIN.length());
    return end < 0
        ? new BaseAddress(sent.substring(BEGIN.length()), "/")
        : new BaseAddress(sent.substring(BEGIN.length(), end), sent.substring(end));
  }
}
