package dev.parley.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.parley.json.StrangersJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes and reads JSON for clients. Safe for use by many threads.
public final class Json {
  /// All threads share buffers: each request has its own virtual thread, which would otherwise
  /// allocate its own buffers.
  private static final JsonFactory FACTORY =
      StrangersJson.factory().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build();

  private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(UTF_8);

  private Json() {}

  /// Writes one value.
  @FunctionalInterface
  public interface Writer {
    /// Writes the value; does not flush or close the generator.
    void writeTo(JsonGenerator json) throws IOException;
  }

  /// The bytes of one value, in UTF-8.
  public static byte[] bytes(Writer value) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
      try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
        value.writeTo(json);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /// A generator that writes UTF-8 to `out` and, when closed, closes it.
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /// A parser for untrusted bytes: depth and the length of numbers are limited.
  ///
  /// Bytes that are not UTF-8 make it throw [java.nio.charset.CharacterCodingException].
  public static JsonParser parser(byte[] bytes) throws IOException {
    // If the factory detected the encoding itself, it would skip a byte order mark, which some
    // editors write, but replace invalid UTF-8 by U+FFFD.
    int start = startsWith(bytes, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    return FACTORY.createParser(
        new InputStreamReader(
            new ByteArrayInputStream(bytes, start, bytes.length - start), UTF_8.newDecoder()));
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /// A string, or null.
  static void text(JsonGenerator json, String name, @Nullable String text) throws IOException {
    json.writeFieldName(name);
    if (text == null) {
      json.writeNull();
    } else {
      json.writeString(text);
    }
  }

  /// A tree of maps, iterables, strings, numbers and booleans, such as those of
  /// [dev.parley.chat.ContentFields].
  static void tree(JsonGenerator json, @Nullable Object tree) throws IOException {
    switch (tree) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          tree(json, entry.getValue());
        }
        json.writeEndObject();
      }
      case Iterable<?> elements -> {
        json.writeStartArray();
        for (Object element : elements) {
          tree(json, element);
        }
        json.writeEndArray();
      }
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      case null -> json.writeNull();
      default -> json.writeString(tree.toString());
    }
  }
}
