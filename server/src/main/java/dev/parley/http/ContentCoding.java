package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// How the body of a request is compressed. Source: RFC 9110, section 8.4; the codings are those
/// that Express accepts.
enum ContentCoding {
  IDENTITY,
  GZIP,
  DEFLATE;

  private static final int PIECE = 16 * 1024;

  /// The coding that the header names.
  ///
  /// @param header the value of `Content-Encoding`; null if it is absent
  /// @throws Refusal `unsupported_media_type` for any other coding
  static ContentCoding of(@Nullable String header) {
    return switch (header == null ? "" : header.trim().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      default ->
          throw new Refusal(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "Content-Encoding must be gzip, deflate or identity");
    };
  }

  /// Decompresses a body, piece by piece, so that a small body that becomes a very large one is
  /// refused as soon as it reaches the limit. Blocks.
  ///
  /// @param into receives the decompressed bytes, and refuses them beyond its limit
  /// @throws Refusal `invalid_request` when the body is not of this coding
  void decode(byte[] body, ReceivedBody into) {
    try (InputStream in = open(new ByteArrayInputStream(body))) {
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        into.add(piece, count);
      }
    } catch (IOException malformed) {
      throw new Refusal(
          ErrorCode.INVALID_REQUEST,
          "The body is not what Content-Encoding says: " + name().toLowerCase(Locale.ROOT));
    }
  }

  private InputStream open(InputStream body) throws IOException {
    return switch (this) {
      case IDENTITY -> body;
      case GZIP -> new GZIPInputStream(body);
      case DEFLATE -> new InflaterInputStream(body);
    };
  }
}
