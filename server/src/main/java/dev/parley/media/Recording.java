package dev.parley.media;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.playback.VoiceNote;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Converts recordings of browsers, which WhatsApp accepts only in another container: WebM with
/// Opus and MP4 with Opus become Ogg with Opus. The sound is not encoded again.
final class Recording {
  private Recording() {}

  /// Converts a file if that is necessary.
  ///
  /// @param file a finished file
  /// @param blobs the store that takes the converted file
  /// @return a finished file that the caller closes; empty if the file needs no conversion
  /// @throws Refusal `unsupported_media_type` for a recording that cannot be converted
  static Optional<IncomingFile> converted(Path file, BlobStore blobs) throws IOException {
    FileType type = FileType.detect(file);
    if (type != FileType.WEBM_AUDIO && type != FileType.MP4_AUDIO) {
      return Optional.empty();
    }
    IncomingFile ogg = blobs.begin();
    boolean done = false;
    try (FileBytes bytes = FileBytes.open(file)) {
      VoiceNote _ = VoiceNote.convert(bytes, type, into(ogg));
      var _ = ogg.finish();
      done = true;
      return Optional.of(ogg);
    } catch (UnreadableFileException unreadable) {
      if (type == FileType.MP4_AUDIO) {
        return Optional.empty(); // WhatsApp accepts MP4 with AAC unchanged
      }
      throw new Refusal(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "The recording cannot be turned into Ogg with Opus, which WhatsApp takes: "
              + unreadable.getMessage());
    } finally {
      if (!done) {
        ogg.close();
      }
    }
  }

  /// The name of a converted recording: `note.webm` becomes `note.ogg`.
  static @Nullable String name(@Nullable String name) {
    return name == null
        ? null
        : FileName.withEnd(name.replaceFirst("\\.(?i:webm|weba|mp4|m4a)$", ""), ".ogg");
  }

  private static OutputStream into(IncomingFile file) {
    return new OutputStream() {
      @Override
      public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        file.write(bytes, offset, length);
      }
    };
  }
}
