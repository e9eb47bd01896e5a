package dev.parley.media;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The number of files by their state, and the files whose bytes are missing or damaged.
///
/// @param ready files that can be read, or should be
/// @param waiting files that are to be fetched
/// @param gone files that are no longer available
/// @param missing ids of files whose bytes are missing, at most 20
/// @param damaged ids of files whose bytes do not have the recorded SHA-256, at most 20
public record FileAudit(
    long ready, long waiting, long gone, List<String> missing, List<String> damaged) {
  private static final int PAGE = 500;
  private static final int NAMED = 20;
  private static final int BUFFER = 64 * 1024;

  public FileAudit {
    missing = List.copyOf(missing);
    damaged = List.copyOf(damaged);
  }

  /// Reads every file to its end.
  public static FileAudit of(MediaRecordReader pages, BlobStore blobs) throws IOException {
    long ready = 0;
    long waiting = 0;
    long gone = 0;
    List<String> missing = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    List<MediaRow> page = pages.rows(null, PAGE);
    while (!page.isEmpty()) {
      for (MediaRow row : page) {
        switch (row.status()) {
          case WAITING -> waiting++;
          case GONE -> gone++;
          case READY -> {
            ready++;
            check(row, blobs, missing, damaged);
          }
        }
      }
      page = pages.rows(page.getLast().id(), PAGE);
    }
    return new FileAudit(ready, waiting, gone, missing, damaged);
  }

  private static void check(
      MediaRow row, BlobStore blobs, List<String> missing, List<String> damaged)
      throws IOException {
    BlobId blob = row.blob();
    Optional<String> hash = blob == null ? Optional.empty() : hash(blobs, blob);
    if (blob == null || hash.isEmpty()) {
      add(missing, row);
    } else if (!hash.get().equals(blob.value())) {
      add(damaged, row);
    }
  }

  private static void add(List<String> ids, MediaRow row) {
    if (ids.size() < NAMED) {
      ids.add(row.id());
    }
  }

  /// The SHA-256 of stored bytes; empty if they are missing, or are removed meanwhile.
  private static Optional<String> hash(BlobStore blobs, BlobId blob) throws IOException {
    Optional<InputStream> stored = blobs.open(blob, 0);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try (InputStream in = stored.get()) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Optional.of(HexFormat.of().formatHex(digest.digest()));
  }
}
