package dev.parley.files.playback;

import dev.parley.files.EbmlElement;
import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Opus in WebM: each block is a packet.
final class WebmOpus implements OpusSource {
  private final WebmBlocks blocks;
  private final long track;
  private final OpusHead head;

  WebmOpus(FileBytes file, WebmTracks tracks) throws IOException {
    WebmTracks.Track opus = tracks.opus();
    EbmlElement configuration = opus.configuration();
    if (configuration == null) {
      throw UnreadableFileException.damaged("The Opus stream has no header.");
    }
    head = OpusHead.read(file, configuration.start(), configuration.length());
    track = opus.number();
    blocks = new WebmBlocks(file, tracks.segment());
  }

  @Override
  public OpusHead head() {
    return head;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    while (blocks.next()) {
      if (blocks.track() == track) {
        return blocks.data(OpusPacket.MAX_LENGTH);
      }
    }
    return null;
  }

  @Override
  public long trimmed() {
    return Math.clamp(blocks.discarded() / 1_000_000 * 48, 0, OpusPacket.MAX_SAMPLES);
  }
}
