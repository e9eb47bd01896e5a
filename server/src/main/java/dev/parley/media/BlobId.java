package dev.parley.media;

import java.util.regex.Pattern;

/// The name of some bytes in a [BlobStore]: their SHA-256.
///
/// @param value 64 hexadecimal digits in lower case
public record BlobId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

  public BlobId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("a blob's id must be 64 hexadecimal digits");
    }
  }

  /// Whether a text has the form of a blob id.
  public static boolean isValid(String value) {
    return SHAPE.matcher(value).matches();
  }
}
