package dev.parley.store.sqlite;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The commits that the last process left in the log `parley.db-wal`, and how many of them SQLite
/// will find. SQLite stops at the first frame with a wrong checksum, and does not report the frames
/// after it. Source: SQLite docs, "WAL-mode File Format".
///
/// After the end there may be frames of an earlier use of the log, which are already in the
/// database: they have another salt, and do not count.
///
/// @param commits the number of commits that SQLite finds
/// @param lostCommits the number of commits after the point at which SQLite stops
/// @param lostFrames the number of pages after that point, intact or damaged
/// @param lastOnly whether only the last commit is affected: then the power may have failed before
///   it was on disk, and Parley has never acknowledged it
record WalRemains(long commits, long lostCommits, long lostFrames, boolean lastOnly) {
  static final int FRAME_HEADER = 24;

  private static final int HEADER = 32;
  private static final int MAGIC = 0x377f0682; // the last bit: checksums of big-endian words
  private static final int BUFFER = 1 << 16;
  private static final WalRemains NOTHING = new WalRemains(0, 0, 0, false);

  /// Reads the log. Only while no connection is open in this process: see [DatabaseFiles].
  static WalRemains read(Path log) throws IOException {
    if (!Files.exists(log) || Files.size(log) <= HEADER) {
      return NOTHING;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(log), BUFFER)) {
      return new Walk(in).walk();
    }
  }

  boolean isShort() {
    return lostCommits > 0;
  }

  private static final class Walk {
    private final InputStream in;
    private boolean bigEndian;
    private int sum1;
    private int sum2;

    Walk(InputStream in) {
      this.in = in;
    }

    WalRemains walk() throws IOException {
      byte[] bytes = in.readNBytes(HEADER);
      ByteBuffer header = ByteBuffer.wrap(bytes);
      bigEndian = (header.getInt(0) & 1) == 1;
      int pageSize = header.getInt(8);
      boolean intact =
          (header.getInt(0) & ~1) == MAGIC
              && sum(bytes, 24).equals(header.getInt(24), header.getInt(28));
      if (!intact && (Integer.bitCount(pageSize) != 1 || pageSize < 512 || pageSize > 65_536)) {
        pageSize = Database.PAGE_BYTES;
      }
      long salt = header.getLong(16);
      long commits = 0;
      long frames = 0; // of this use of the log, after the last found commit
      long lost = 0;
      long lostCommits = 0;
      boolean broken = !intact;
      boolean first = true;
      for (Frame frame = next(pageSize); frame != null; frame = next(pageSize)) {
        if (first && !intact) {
          salt = frame.salt(); // the header cannot be trusted
        }
        first = false;
        if (!broken) {
          sum(frame.header, 8);
          sum(frame.page, pageSize);
          broken = frame.salt() != salt || !equals(frame.sum1(), frame.sum2());
        }
        frames++;
        if (!broken && frame.isCommit()) {
          commits++;
          frames = 0;
        } else if (broken && frame.salt() == salt && frame.isCommit()) {
          lostCommits++;
          lost = frames;
        }
      }
      return new WalRemains(commits, lostCommits, lost, lostCommits == 1);
    }

    private @Nullable Frame next(int pageSize) throws IOException {
      byte[] header = in.readNBytes(FRAME_HEADER);
      byte[] page = in.readNBytes(pageSize);
      return page.length < pageSize ? null : new Frame(header, page);
    }

    /// Continues the running checksum.
    private Walk sum(byte[] bytes, int length) {
      ByteBuffer words =
          ByteBuffer.wrap(bytes, 0, length)
              .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      int first = sum1;
      int second = sum2;
      while (words.remaining() >= 8) {
        first += words.getInt() + second;
        second += words.getInt() + first;
      }
      sum1 = first;
      sum2 = second;
      return this;
    }

    private boolean equals(int first, int second) {
      return sum1 == first && sum2 == second;
    }
  }

  private static final class Frame {
    private final byte[] header;
    private final ByteBuffer fields;
    private final byte[] page;

    Frame(byte[] header, byte[] page) {
      this.header = header;
      this.fields = ByteBuffer.wrap(header);
      this.page = page;
    }

    /// Whether this is the last frame of a commit: its size of the database is not 0.
    boolean isCommit() {
      return fields.getInt(4) != 0;
    }

    long salt() {
      return fields.getLong(8);
    }

    int sum1() {
      return fields.getInt(16);
    }

    int sum2() {
      return fields.getInt(20);
    }
  }
}
