package dev.parley.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Compresses answers, on the virtual thread that created them: on an event loop, compression would
/// delay other connections.
final class Gzip {
  /// Shorter bodies are sent uncompressed: they fit into one packet anyway.
  static final int WORTHWHILE = 1024;

  private static final int BUFFER = 8192;

  private Gzip() {}

  /// Whether an `Accept-Encoding` accepts gzip. Source: RFC 9110, section 12.5.3.
  static boolean isAccepted(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    for (String element : acceptEncoding.split(",", -1)) {
      String[] parts = element.strip().split("\\s*;\\s*", 2);
      if (parts[0].equalsIgnoreCase("gzip") || parts[0].equals("*")) {
        return parts.length == 1 || !parts[1].matches("[qQ]=0(\\.0{0,3})?");
      }
    }
    return false;
  }

  static OutputStream stream(OutputStream out) throws IOException {
    return new GZIPOutputStream(out, BUFFER) {
      {
        def.setLevel(Deflater.BEST_SPEED); // three times as fast as the default; a tenth larger
      }
    };
  }

  static byte[] bytes(byte[] plain) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 4 + 64);
    try (OutputStream gzip = stream(compressed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return compressed.toByteArray();
  }
}
