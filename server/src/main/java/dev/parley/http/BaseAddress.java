package dev.parley.http;

import org.jspecify.annotations.Nullable;

/// A path that may begin with a base address that contains an API key: `/k/<key>/api/chats` means
/// `/api/chats` with that key. So a program can use a key even if only an address can be configured
/// for it.
///
/// @param key null: the path has no key
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
