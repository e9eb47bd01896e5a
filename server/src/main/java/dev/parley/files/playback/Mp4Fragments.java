package dev.parley.files.playback;

import dev.parley.files.FileBytes;
import dev.parley.files.Mp4Box;
import dev.parley.files.UnreadableFileException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The runs of samples in an MP4 file that was written in fragments, as recorders do.
///
/// Source: ISO/IEC 14496-12, sections 8.8.4 to 8.8.8 (moof, traf, tfhd, trun) and 8.8.12 (tfdt).
final class Mp4Fragments {
  private static final int BASE_OFFSET = 0x1;
  private static final int DESCRIPTION = 0x2;
  private static final int DEFAULT_DURATION = 0x8;
  private static final int DEFAULT_SIZE = 0x10;
  private static final int DATA_OFFSET = 0x1;
  private static final int FIRST_FLAGS = 0x4;
  private static final int DURATION = 0x100;
  private static final int SIZE = 0x200;
  private static final int FLAGS = 0x400;
  private static final int COMPOSITION = 0x800;

  private final Mp4Movie movie;
  private final FileBytes file;

  /// The offset of the next box at the top level, and the state of the fragment that is being read.
  private long nextAtTop;

  private long fragmentStart;
  private @Nullable Mp4Box fragment;
  private long nextInFragment;
  private @Nullable Mp4Box track;
  private long nextInTrack;

  /// Values from the header of the track.
  private long id;

  private long duration;
  private long size;
  private long base;
  private long time;
  private long dataEnd;

  Mp4Fragments(Mp4Movie movie) {
    this.movie = movie;
    this.file = movie.file();
  }

  /// Samples that follow one another in the file.
  ///
  /// @param end the time at which the last sample ends, in units of the track
  /// @param data the offset of the first sample
  /// @param count the number of samples
  /// @param sizes the offset of the size of the first sample, or 0 if all have the same size
  /// @param step the number of bytes from one size to the next
  /// @param size the size of each sample, if all have the same
  record Run(long track, long end, long data, long count, long sizes, int step, long size) {
    long size(FileBytes file, long index) throws IOException {
      return sizes == 0 ? size : file.u32(sizes + step * index);
    }
  }

  /// The next run, or null after the last one.
  @Nullable Run next() throws IOException {
    while (true) {
      if (track != null) {
        Mp4Box box = Mp4Box.at(file, nextInTrack, track.end());
        if (box == null) {
          track = null;
          continue;
        }
        nextInTrack = box.end();
        switch (box.type()) {
          case "tfhd" -> readHeader(box);
          case "tfdt" ->
              time =
                  file.u8(box.start()) == 1 ? file.u64(box.start() + 4) : file.u32(box.start() + 4);
          case "trun" -> {
            return run(box);
          }
          default -> {
            // other boxes, for example of groups and encryption
          }
        }
      } else if (fragment != null) {
        enterTrack(fragment);
      } else if (!enterFragment()) {
        return null;
      }
    }
  }

  private boolean enterFragment() throws IOException {
    Mp4Box box = Mp4Box.at(file, nextAtTop, file.size());
    if (box == null) {
      return false;
    }
    if (box.type().equals("moof")) {
      fragment = box;
      fragmentStart = nextAtTop;
      nextInFragment = box.start();
    }
    nextAtTop = box.end();
    return true;
  }

  private void enterTrack(Mp4Box around) throws IOException {
    Mp4Box box = Mp4Box.at(file, nextInFragment, around.end());
    if (box == null) {
      fragment = null;
      return;
    }
    nextInFragment = box.end();
    if (box.type().equals("traf")) {
      track = box;
      nextInTrack = box.start();
    }
  }

  private void readHeader(Mp4Box header) throws IOException {
    int flags = (int) file.u32(header.start());
    id = file.u32(header.start() + 4);
    Mp4Movie.Defaults defaults = movie.defaults(id);
    long at = header.start() + 8;
    base = (flags & BASE_OFFSET) == 0 ? fragmentStart : file.u64(at);
    at += ((flags & BASE_OFFSET) == 0 ? 0 : 8) + ((flags & DESCRIPTION) == 0 ? 0 : 4);
    duration = (flags & DEFAULT_DURATION) == 0 ? defaults.duration() : file.u32(at);
    at += (flags & DEFAULT_DURATION) == 0 ? 0 : 4;
    size = (flags & DEFAULT_SIZE) == 0 ? defaults.size() : file.u32(at);
    dataEnd = base;
    time = 0;
  }

  private Run run(Mp4Box box) throws IOException {
    int flags = (int) file.u32(box.start());
    long count = file.u32(box.start() + 4);
    long at = box.start() + 8;
    long data = dataEnd;
    if ((flags & DATA_OFFSET) != 0) {
      data = base + (int) file.u32(at);
      at += 4;
    }
    at += (flags & FIRST_FLAGS) == 0 ? 0 : 4;
    int step = 4 * Integer.bitCount(flags & (DURATION | SIZE | FLAGS | COMPOSITION));
    if (step * count > box.end() - at) {
      throw UnreadableFileException.damaged("A fragment of the MP4 file has too few entries.");
    }
    long sizes = (flags & SIZE) == 0 ? 0 : at + ((flags & DURATION) == 0 ? 0 : 4);
    Run run = new Run(id, 0, data, count, sizes, step, size);
    for (long i = 0; i < count && (flags & DURATION) != 0; i++) {
      time += file.u32(at + step * i);
    }
    time += (flags & DURATION) == 0 ? count * duration : 0;
    for (long i = 0; i < count && sizes != 0; i++) {
      data += run.size(file, i);
    }
    dataEnd = data + (sizes == 0 ? count * size : 0);
    return new Run(id, time, run.data, count, sizes, step, size);
  }
}
