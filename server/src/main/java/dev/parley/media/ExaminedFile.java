package dev.parley.media;

import dev.parley.chat.MediaFile;
import dev.parley.files.FileType;
import dev.parley.files.facts.FileFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Finds the type and the properties of a file from its bytes with [FileFacts], and names the type
/// as WhatsApp does.
public final class ExaminedFile {
  private static final double NANOS = 1_000_000_000;

  private ExaminedFile() {}

  /// Examines a file, which may be damaged or hostile.
  public static FileExaminer.Examined of(Path file) throws IOException {
    FileFacts facts = FileFacts.read(file);
    Duration duration = facts.duration();
    return new FileExaminer.Examined(
        mimeType(facts.type()),
        new MediaFile.Traits(
            facts.width(),
            facts.height(),
            duration == null ? null : duration.toNanos() / NANOS,
            facts.waveform() == null ? List.of() : facts.waveform().bars()));
  }

  /// WhatsApp accepts an Ogg file only if its MIME type names the codec Opus.
  private static String mimeType(FileType type) {
    return switch (type) {
      case OGG_OPUS -> "audio/ogg; codecs=opus";
      case OGG_AUDIO -> "application/ogg";
      default -> type.mimeType();
    };
  }
}
