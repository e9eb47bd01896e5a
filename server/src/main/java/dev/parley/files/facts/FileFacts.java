package dev.parley.files.facts;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.image.ImageHeader;
import dev.parley.files.playback.PlaybackHeader;
import dev.parley.files.playback.Waveform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The facts that the bytes of a file contain: for example the type and size of a photo, or the
/// type, duration and waveform of a voice note. If the file is damaged, only the facts before the
/// damage are present, but always the type.
///
/// @param width the width of a picture or a video as it is shown, in pixels; otherwise null
/// @param height the height, as for `width`
/// @param duration the duration of sound or a video; otherwise null
/// @param waveform the waveform of Opus sound; otherwise null
public record FileFacts(
    FileType type,
    @Nullable Integer width,
    @Nullable Integer height,
    @Nullable Duration duration,
    @Nullable Waveform waveform) {

  /// Reads a file. Blocks; a long voice note takes some tenths of a second of one processor, any
  /// other file some milliseconds.
  ///
  /// @throws IOException if the disk fails; no content causes an exception
  public static FileFacts read(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return read(bytes);
    }
  }

  /// The facts of an open file. See [#read(Path)].
  public static FileFacts read(FileBytes file) throws IOException {
    FileType type = FileType.detect(file);
    return switch (type.kind()) {
      case IMAGE -> ofImage(file, type);
      case AUDIO, VIDEO -> ofPlayback(file, type);
      case DOCUMENT, ARCHIVE, EXECUTABLE, UNKNOWN -> of(type);
    };
  }

  private static FileFacts of(FileType type) {
    return new FileFacts(type, null, null, null, null);
  }

  private static FileFacts ofImage(FileBytes file, FileType type) throws IOException {
    try {
      ImageHeader header = ImageHeader.read(file, type);
      return new FileFacts(type, header.uprightWidth(), header.uprightHeight(), null, null);
    } catch (UnreadableFileException _) {
      return of(type); // it is still a file of that type, and can be downloaded
    }
  }

  private static FileFacts ofPlayback(FileBytes file, FileType type) throws IOException {
    try {
      PlaybackHeader header = PlaybackHeader.read(file, type);
      PlaybackHeader.Picture picture = header.picture();
      return new FileFacts(
          type,
          picture == null ? null : picture.width(),
          picture == null ? null : picture.height(),
          header.duration(),
          type.kind() == FileType.Kind.AUDIO ? waveform(file, type) : null);
    } catch (UnreadableFileException _) {
      return of(type); // without facts, like a file of another type
    }
  }

  private static @Nullable Waveform waveform(FileBytes file, FileType type) throws IOException {
    try {
      return Waveform.of(file, type);
    } catch (UnreadableFileException _) {
      return null; // another codec, or damaged behind its header
    }
  }
}
