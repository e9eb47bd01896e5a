package dev.parley.chat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that Parley stores, or is about to fetch: what a message shows of it.
///
/// ```json
/// {"id": "med_8c1f0e6a2b7d4395a0c8e2f14b6d7a93", "status": "ready", "mime_type": "image/jpeg",
///  "size": 184320, "sha256": "9f86d081884c7d65", "name": "lid.jpg", "width": 1280, "height": 960}
/// ```
///
/// @param id Parley's own, see [#ID]
/// @param mimeType as the bytes say; of a file that is not there yet, as WhatsApp says
/// @param size in bytes; null: nobody knows yet
/// @param sha256 of the bytes, 64 hexadecimal digits; null as long as they are not there
/// @param name as the sender called it, without what is dangerous in names; never a path
/// @param reason why the file will not come, for people; only where it is [Status#GONE]
public record MediaFile(
    String id,
    Status status,
    @Nullable String mimeType,
    @Nullable Long size,
    @Nullable String sha256,
    @Nullable String name,
    Traits traits,
    @Nullable String reason) {
  /// What every id looks like.
  public static final String ID = "med_[0-9a-f]{32}";

  /// How far a file has come.
  public enum Status {
    /// It is being fetched from WhatsApp.
    WAITING,
    /// It can be read.
    READY,
    /// It cannot be had any more.
    GONE;

    /// The word in JSON and in stores, for example `waiting`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The status that is called so; empty for any other word.
    public static Optional<Status> of(String word) {
      for (Status status : values()) {
        if (status.word().equals(word)) {
          return Optional.of(status);
        }
      }
      return Optional.empty();
    }
  }

  /// What is known of a file's content; everything is optional.
  ///
  /// @param width of a picture or film as it is shown, in pixels
  /// @param height as of `width`
  /// @param duration of a sound or film, in seconds
  /// @param waveform loudness of a sound from its begin to its end, 64 values of 0 to 100; empty:
  ///   unknown
  public record Traits(
      @Nullable Integer width,
      @Nullable Integer height,
      @Nullable Double duration,
      List<Integer> waveform) {
    /// Nothing is known.
    public static final Traits NONE = new Traits(null, null, null, List.of());

    public Traits {
      waveform = List.copyOf(waveform);
    }
  }

  /// The same, which cannot be had any more.
  public MediaFile gone(String why) {
    return new MediaFile(id, Status.GONE, mimeType, size, null, name, traits, why);
  }

  /// A file that is to be fetched.
  public static MediaFile waiting(String id, @Nullable String mimeType, @Nullable String name) {
    return new MediaFile(id, Status.WAITING, mimeType, null, null, name, Traits.NONE, null);
  }
}
