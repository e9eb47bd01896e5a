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

/// What the bytes of a file say: for a photo its type and size, for a voice note its type, duration
/// and waveform. A file that is damaged has the facts that could be read before the damage, at
/// least its type.
///
/// @param width in pixels as it is shown, of pictures and videos
/// @param height the same
/// @param duration of sound and videos
/// @param waveform of Opus
public record FileFacts(
    FileType type,
    @Nullable Integer width,
    @Nullable Integer height,
    @Nullable Duration duration,
    @Nullable Waveform waveform) {

  /// Reads a file. Blocks; a long voice note takes some tenths of a second of one processor, any
  /// other file milliseconds.
  ///
  /// @throws IOException where the disk fails; no bytes are refused
  public static FileFacts read(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return read(bytes);
    }
  }

  /// The same of a file that is open.
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
      return of(type); // as above
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
