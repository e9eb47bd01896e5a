package dev.parley.store.s3;

import dev.parley.config.FilePlace;
import dev.parley.media.BlobId;
import dev.parley.media.BlobStore;
import dev.parley.media.IncomingFile;
import dev.parley.media.IncomingFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Bytes in a bucket. S3 has no conditional writes, so nothing is overwritten: bytes that are
/// stored again get a new name below their hash, and copies with older names are removed. A removal
/// names the copies that it removes, so a copy that was just stored under a new name stays.
///
/// A file is first received in a folder of this machine. S3 compares the bytes with their SHA-256
/// before they are visible.
public final class S3BlobStore implements BlobStore {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})/([0-9]{13})-[0-9a-f]{8}");

  private final S3Bucket bucket;
  private final String prefix;
  private final String place;
  private final IncomingFolder incoming;
  private final Clock clock;

  private S3BlobStore(FilePlace.S3 place, Path incoming, Clock clock) {
    this.bucket = new S3Bucket(place);
    this.prefix = place.prefix().isEmpty() ? "" : place.prefix() + "/";
    this.place = "s3://%s/%s".formatted(place.bucket(), place.prefix());
    this.incoming = new IncomingFolder(incoming, clock);
    this.clock = clock;
  }

  /// Opens a bucket without checking that it exists; if it does not, storing the first file fails.
  ///
  /// @param incoming a folder of this machine, for files while they are received
  public static S3BlobStore open(FilePlace.S3 place, Path incoming, Clock clock) {
    return new S3BlobStore(place, incoming, clock);
  }

  /// One stored copy of bytes.
  ///
  /// @param key the name of the copy in the bucket
  private record Copy(String key, BlobId id, Instant storedAt, long size) {}

  @Override
  public IncomingFile begin() throws IOException {
    return incoming.begin();
  }

  @Override
  public void put(IncomingFile file) throws IOException {
    List<Copy> before = copies(file.id());
    String key =
        "%s%s/%013d-%s"
            .formatted(
                prefix,
                file.id().value(),
                clock.millis(),
                UUID.randomUUID().toString().substring(0, 8));
    bucket.put(key, file.path(), file.size());
    for (Copy copy : before) {
      if (copy.key.compareTo(key) < 0) {
        bucket.delete(copy.key);
      }
    }
  }

  /// The copies of a hash, the oldest first.
  private List<Copy> copies(BlobId id) throws IOException {
    return bucket.list(prefix + id.value() + "/", null).stream()
        .map(this::copy)
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Copy> copy(S3Bucket.Listed listed) {
    Matcher name = NAME.matcher(listed.key().substring(prefix.length()));
    return name.matches()
        ? Optional.of(
            new Copy(
                listed.key(),
                new BlobId(name.group(1)),
                Instant.ofEpochMilli(Long.parseLong(name.group(2))),
                listed.size()))
        : Optional.empty();
  }

  private Optional<Copy> latest(BlobId id) throws IOException {
    return copies(id).stream().reduce((_, later) -> later);
  }

  @Override
  public Optional<InputStream> open(BlobId id, long offset) throws IOException {
    return latest(id).map(copy -> new S3Stream(bucket, copy.key, offset, copy.size));
  }

  @Override
  public OptionalLong size(BlobId id) throws IOException {
    return latest(id).map(copy -> OptionalLong.of(copy.size)).orElseGet(OptionalLong::empty);
  }

  @Override
  public void removeAbandoned() throws IOException {
    incoming.removeAbandoned();
  }

  @Override
  public void olderThan(Instant moment, Consumer<BlobId> old) throws IOException {
    removeAbandoned();
    @Nullable Copy last = null; // the last copy of the current hash so far
    List<S3Bucket.Listed> page = bucket.list(prefix, null);
    while (!page.isEmpty()) {
      for (S3Bucket.Listed listed : page) {
        Copy copy = copy(listed).orElse(null);
        if (copy != null) {
          if (last != null && !last.id.equals(copy.id)) {
            show(last, moment, old);
          }
          last = copy;
        }
      }
      page = bucket.list(prefix, page.getLast().key());
    }
    if (last != null) {
      show(last, moment, old);
    }
  }

  private static void show(Copy latest, Instant moment, Consumer<BlobId> old) {
    if (latest.storedAt.isBefore(moment)) {
      old.accept(latest.id);
    }
  }

  @Override
  public boolean removeOlderThan(Instant moment, BlobId id) throws IOException {
    List<Copy> all = copies(id);
    boolean removed = !all.isEmpty();
    for (Copy copy : all) {
      if (copy.storedAt.isBefore(moment)) {
        bucket.delete(copy.key);
      } else {
        removed = false;
      }
    }
    return removed;
  }

  @Override
  public String place() {
    return place;
  }

  @Override
  public void close() {
    bucket.close();
  }
}
