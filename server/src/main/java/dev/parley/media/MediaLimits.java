package dev.parley.media;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The types and sizes of files that WhatsApp accepts. Source: Cloud API docs, "Media > Supported
/// media types".
public enum MediaLimits {
  IMAGE(5 << 20, "image/jpeg", "image/png"),
  STICKER(500 << 10, "image/webp"),
  AUDIO(16 << 20, "audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
  VIDEO(16 << 20, "video/mp4", "video/3gpp"),
  DOCUMENT(
      100 << 20,
      "text/plain",
      "application/pdf",
      "application/msword",
      "application/vnd.ms-excel",
      "application/vnd.ms-powerpoint",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "application/vnd.openxmlformats-officedocument.presentationml.presentation");

  /// The maximum number of bytes of any file.
  public static final long MOST = 100 << 20;

  private final long bytes;

  @SuppressWarnings("ImmutableEnumChecker") // of List.of
  private final List<String> types;

  MediaLimits(long bytes, String... types) {
    this.bytes = bytes;
    this.types = List.of(types);
  }

  /// WhatsApp's word for the kind of message that carries such files, for example `image`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The maximum number of bytes of a file of this kind.
  public long bytes() {
    return bytes;
  }

  /// The MIME types of this kind, without parameters.
  public List<String> types() {
    return types;
  }

  /// The kind to which a MIME type belongs; empty if WhatsApp does not accept the type.
  public static Optional<MediaLimits> of(String mimeType) {
    String plain = mimeType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(kind -> kind.types.contains(plain)).findFirst();
  }

  /// Checks that WhatsApp accepts a file of this type and size.
  ///
  /// @throws Refusal `unsupported_media_type` or `too_large`, with a message that says what is
  ///   allowed; `invalid_request` for a file of 0 bytes
  static void check(String mimeType, long size) {
    if (size == 0) {
      throw Refusal.invalid("file", "must not be empty");
    }
    MediaLimits kind =
        of(mimeType)
            .orElseThrow(() ->
                new Refusal(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "The bytes of the file are %s, which WhatsApp does not take; it takes %s"
                        .formatted(mimeType, allTypes())));
    if (size > kind.bytes) {
      throw tooLarge(
          "A file of the type %s may have at most %s, this one has %d bytes"
              .formatted(mimeType, shown(kind.bytes), size));
    }
  }

  /// The reason why a file cannot be sent as this kind of message; null if it can.
  static @Nullable String fault(String kind, String mimeType, long size) {
    MediaLimits fitting = of(mimeType).orElse(null);
    if (fitting == null) {
      return "names a file of the type %s, which WhatsApp does not take".formatted(mimeType);
    }
    if (!fitting.word().equals(kind)) {
      return "names a file of the type %s, which can be sent as %s only"
          .formatted(mimeType, fitting.word());
    }
    return size > fitting.bytes
        ? "names a file of %d bytes; %s may have at most %s"
            .formatted(size, kind, shown(fitting.bytes))
        : null;
  }

  /// The refusal of a file that exceeds the limit of every kind.
  public static Refusal tooLarge() {
    return tooLarge("A file may have at most " + shown(MOST));
  }

  private static Refusal tooLarge(String sentence) {
    return new Refusal(ErrorCode.TOO_LARGE, sentence);
  }

  private static String shown(long bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MB" : (bytes >> 10) + " KB";
  }

  private static String allTypes() {
    return Arrays.stream(values())
        .flatMap(kind -> kind.types.stream())
        .collect(Collectors.joining(", "));
  }
}
