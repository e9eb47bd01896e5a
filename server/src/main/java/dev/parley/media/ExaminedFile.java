package dev.parley.media;

import dev.parley.chat.MediaFile;
import dev.parley.files.FileType;
import dev.parley.files.facts.FileFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What the bytes of a file say, by [FileFacts], in the words of WhatsApp's media types.
public final class ExaminedFile {
  private static final double NANOS = 1_000_000_000;

  private ExaminedFile() {}

  /// Looks into a file, however odd it is.
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

  /// Of Ogg, WhatsApp takes only what says that it has Opus in it.
  private static String mimeType(FileType type) {
    return switch (type) {
      case OGG_OPUS -> "audio/ogg; codecs=opus";
      case OGG_AUDIO -> "application/ogg";
      default -> type.mimeType();
    };
  }
}
