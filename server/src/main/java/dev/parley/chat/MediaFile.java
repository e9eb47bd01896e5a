package dev.parley.chat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that Parley stores or is about to fetch, as a message shows it.
///
/// ```json
/// {"id": "med_8c1f0e6a2b7d4395a0c8e2f14b6d7a93", "status": "ready", "mime_type": "image/jpeg",
///  "size": 184320, "sha256": "9f86d081884c7d65", "name": "lid.jpg", "width": 1280, "height": 960}
/// ```
///
/// @param id Parley's id of the file, see [#ID]
/// @param mimeType the type that the bytes have; before the file is fetched, the type that WhatsApp
///   reports
/// @param size the size in bytes; null: not known yet
/// @param sha256 the SHA-256 of the bytes, 64 hexadecimal digits; null until the bytes are stored
/// @param name the name that the sender gave it, without dangerous characters; never a path
/// @param reason the reason why the file is not available, for people; only if it is [Status#GONE]
public record MediaFile(
    String id,
    Status status,
    @Nullable String mimeType,
    @Nullable Long size,
    @Nullable String sha256,
    @Nullable String name,
    Traits traits,
    @Nullable String reason) {
  /// The pattern of all ids.
  public static final String ID = "med_[0-9a-f]{32}";

  /// The status of a file.
  public enum Status {
    /// The file is being fetched from WhatsApp.
    WAITING,
    /// The file can be read.
    READY,
    /// The file is not available any more.
    GONE;

    /// The word in JSON and in stores, for example `waiting`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The status with this word; empty for any other word.
    public static Optional<Status> of(String word) {
      for (Status status : values()) {
        if (status.word().equals(word)) {
          return Optional.of(status);
        }
      }
      return Optional.empty();
    }
  }

  /// Properties of a file's content; everything is optional.
  ///
  /// @param width the width of a picture or video as it is shown, in pixels
  /// @param height the height, like `width`
  /// @param duration the length of an audio file or video, in seconds
  /// @param waveform loudness of an audio file from its beginning to its end, 64 values of 0 to
  ///   100; empty: unknown
  public record Traits(
      @Nullable Integer width,
      @Nullable Integer height,
      @Nullable Double duration,
      List<Integer> waveform) {
    /// No properties are known.
    public static final Traits NONE = new Traits(null, null, null, List.of());

    public Traits {
      waveform = List.copyOf(waveform);
    }
  }

  /// The same file after it became unavailable.
  public MediaFile gone(String why) {
    return new MediaFile(id, Status.GONE, mimeType, size, null, name, traits, why);
  }

  /// A file that has to be fetched.
  public static MediaFile waiting(String id, @Nullable String mimeType, @Nullable String name) {
    return new MediaFile(id, Status.WAITING, mimeType, null, null, name, Traits.NONE, null);
  }
}
