package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/// An answer, exactly as it was received.
///
/// @param headers the headers by name, in any letter case
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, Map<String, String> headers, byte[] body) {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// The errors that invalid requests may get: `internal` is not one of them.
  private static final Map<String, Integer> ERRORS =
      Map.ofEntries(
          Map.entry("invalid_request", 400),
          Map.entry("unauthorized", 401),
          Map.entry("forbidden", 403),
          Map.entry("not_found", 404),
          Map.entry("method_not_allowed", 405),
          Map.entry("request_timeout", 408),
          Map.entry("conflict", 409),
          Map.entry("too_large", 413),
          Map.entry("unsupported_media_type", 415),
          Map.entry("overloaded", 503));

  /// A header's value; empty if absent.
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /// The body, which must be one JSON value in valid UTF-8.
  JsonNode json() {
    try {
      return STRICT.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (IOException e) {
      throw new AssertionError("not JSON in UTF-8: " + this, e);
    }
  }

  /// Checks that the body is one of Parley's errors, and returns its code.
  String error() {
    JsonNode json = json();
    String code = json.path("code").asText();
    assertEquals(ERRORS.get(code), status, this::toString);
    assertTrue(json.path("error").isTextual(), this::toString);
    assertFalse(json.path("error").textValue().isBlank(), this::toString);
    assertEquals(header("X-Request-Id"), json.path("requestId").textValue(), this::toString);
    json.path("details")
        .forEach(detail -> {
          assertTrue(detail.path("field").isTextual(), this::toString);
          assertTrue(detail.path("problem").isTextual(), this::toString);
        });
    return code;
  }

  /// Checks that the answer is a success or one of Parley's errors, in JSON.
  void isOneOfOurs() {
    assertFalse(header("X-Request-Id").isEmpty(), this::toString);
    assertTrue(
        headers.getOrDefault("Content-Type", "").startsWith("application/json"), this::toString);
    if (status == 200 || status == 201) {
      json();
    } else {
      error();
    }
  }

  /// The count of `kind` in the answer to a webhook; 0 for an error.
  int count(String kind) {
    return status == 200 ? json().path(kind).asInt() : 0;
  }

  /// The sum of all counts in the answer to a webhook.
  int accounted() {
    return count("messages")
        + count("statuses")
        + count("duplicates")
        + count("ignored")
        + count("unprocessed");
  }

  @Override
  public String toString() {
    String text = new String(body, UTF_8);
    return status + " " + headers + " " + text.substring(0, Math.min(text.length(), 500));
  }
}
