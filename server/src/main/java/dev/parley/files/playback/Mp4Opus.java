package dev.parley.files.playback;

import dev.parley.files.FileBytes;
import dev.parley.files.Mp4Box;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Opus in MP4: each sample is a packet. Reads first the samples of the tables in `moov`, then
/// those of fragments.
///
/// Source: ISO/IEC 14496-12, section 8.7 (stsz, stsc, stco).
final class Mp4Opus implements OpusSource {
  private final FileBytes file;
  private final Mp4Movie.Opus opus;
  private final Mp4Fragments fragments;
  private final @Nullable Chunks chunks;

  /// The remaining number of bytes to read. A hostile table may refer to the same bytes again and
  /// again.
  private long bytesLeft;

  private Mp4Fragments.@Nullable Run run;
  private long inRun;
  private long offset;

  Mp4Opus(FileBytes file, Mp4Movie.Opus opus) throws IOException {
    this.file = file;
    this.opus = opus;
    this.fragments = new Mp4Fragments(opus.movie());
    this.chunks = Chunks.of(file, opus.samples());
    this.bytesLeft = file.size();
  }

  @Override
  public OpusHead head() {
    return opus.head();
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    if (chunks != null && chunks.next()) {
      return packet(chunks.offset, chunks.size);
    }
    while (run == null || inRun == run.count()) {
      run = fragments.next();
      if (run == null) {
        return null;
      }
      inRun = run.track() == opus.track().id() ? 0 : run.count();
      offset = run.data();
    }
    long size = run.size(file, inRun++);
    byte[] packet = packet(offset, size);
    offset += size;
    return packet;
  }

  private byte[] packet(long at, long size) throws IOException {
    bytesLeft -= size;
    if (size > OpusPacket.MAX_LENGTH || bytesLeft < 0) {
      throw UnreadableFileException.damaged("A sample of the MP4 file is too long.");
    }
    return file.bytes(at, (int) size);
  }

  @Override
  public long trimmed() {
    return 0;
  }

  /// Reads the samples that tables describe: each sample has a size, each chunk of samples a
  /// position.
  private static final class Chunks {
    private final FileBytes file;
    private final Mp4Box sizes;
    private final Mp4Box positions;
    private final Mp4Box counts;
    private final long samples;
    private final long chunks;
    private long sample;
    private long chunk;
    private long inChunk;
    private long chunkSamples;
    private long entry;

    /// The sample that [#next] moved to.
    private long offset;

    private long size;

    private Chunks(FileBytes file, Mp4Box sizes, Mp4Box positions, Mp4Box counts)
        throws IOException {
      this.file = file;
      this.sizes = sizes;
      this.positions = positions;
      this.counts = counts;
      this.samples = file.u32(sizes.start() + 8);
      this.chunks = file.u32(positions.start() + 4);
    }

    static @Nullable Chunks of(FileBytes file, Mp4Box table) throws IOException {
      Mp4Box sizes = table.child(file, "stsz");
      Mp4Box counts = table.child(file, "stsc");
      Mp4Box positions = table.child(file, "stco");
      if (positions == null) {
        positions = table.child(file, "co64");
      }
      return sizes == null || counts == null || positions == null
          ? null
          : new Chunks(file, sizes, positions, counts);
    }

    boolean next() throws IOException {
      if (sample == samples) {
        return false;
      }
      offset += size;
      while (inChunk == chunkSamples) {
        if (chunk == chunks) {
          return false;
        }
        chunkSamples = samplesOf(++chunk);
        inChunk = 0;
        offset = position(chunk - 1);
      }
      long same = file.u32(sizes.start() + 4);
      size = same != 0 ? same : file.u32(sizes.start() + 12 + 4 * sample);
      sample++;
      inChunk++;
      return true;
    }

    /// Each entry gives the number of the first chunk to which it applies; chunks are counted from
    /// 1.
    private long samplesOf(long number) throws IOException {
      long entries = file.u32(counts.start() + 4);
      while (entry + 1 < entries && file.u32(counts.start() + 8 + 12 * (entry + 1)) <= number) {
        entry++;
      }
      return entries == 0 ? 0 : file.u32(counts.start() + 8 + 12 * entry + 4);
    }

    private long position(long index) throws IOException {
      return positions.type().equals("co64")
          ? file.u64(positions.start() + 8 + 8 * index)
          : file.u32(positions.start() + 8 + 4 * index);
    }
  }
}
