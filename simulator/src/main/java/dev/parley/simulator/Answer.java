package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The answer to a call.
sealed interface Answer {
  /// 200 with JSON.
  static Answer ok(ObjectNode body) {
    return new Bytes(200, "application/json; charset=UTF-8", MetaJson.plain(body));
  }

  /// 200 with `{"success": true}`.
  static Answer success() {
    return ok(MetaJson.object().put("success", true));
  }

  /// Bytes of a type.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(int status, String type, byte[] body) implements Answer {}

  /// Bytes that arrive slowly, or end too early.
  ///
  /// @param sent the number of bytes that are sent
  /// @param slow whether they are sent in pieces, with pauses
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stream(String type, byte[] body, int sent, boolean slow) implements Answer {}

  /// A redirect.
  record Redirect(String address) implements Answer {}

  /// The answer has more zeros than a caller can accept.
  record Endless(String type) implements Answer {}

  /// No answer: the connection ends.
  ///
  /// @param held whether the connection stays open until the caller must have given up
  record Nothing(boolean held) implements Answer {}
}
