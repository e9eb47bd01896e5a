package dev.parley.files.playback;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The Opus packets of a file in order, independent of the container.
interface OpusSource {
  OpusHead head();

  /// The next packet, or null after the last one.
  byte @Nullable [] next() throws IOException;

  /// The number of samples of 48 kHz at the end that are decoded but not played. Known after the
  /// last packet was read.
  long trimmed();

  /// The first stream of Opus in a file.
  ///
  /// @throws UnreadableFileException if there is none (`UNSUPPORTED`), or the file is damaged
  static OpusSource open(FileBytes file, FileType type) throws IOException {
    return switch (type) {
      case OGG_OPUS -> new OggOpus(file);
      case WEBM, WEBM_AUDIO, MATROSKA -> new WebmOpus(file, WebmTracks.read(file));
      case MP4, MP4_AUDIO, QUICKTIME -> new Mp4Opus(file, Mp4Movie.read(file).opus());
      default ->
          throw UnreadableFileException.unsupported(
              "A voice note is made of Opus in Ogg, WebM or MP4; the file is of type "
                  + type.mimeType()
                  + ".");
    };
  }
}
