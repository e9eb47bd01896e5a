package dev.parley.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How JSON is written and read at the edges. Safe for use by many threads.
public final class Json {
  /// Buffers are shared by all threads: each request has a virtual thread of its own, which would
  /// else allocate its own. Names are not interned: they come from strangers.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private Json() {}

  /// Writes one value.
  @FunctionalInterface
  public interface Writer {
    /// Writes it; flushes and closes nothing.
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
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /// A generator that writes UTF-8 to `out` and, when closed, closes it.
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /// A parser of bytes from a stranger: depth and the length of numbers are limited.
  public static JsonParser parser(byte[] bytes) throws IOException {
    return FACTORY.createParser(bytes);
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

  /// A tree of maps, iterables, strings, numbers and booleans, such as
  /// [dev.parley.chat.ContentFields] makes.
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
