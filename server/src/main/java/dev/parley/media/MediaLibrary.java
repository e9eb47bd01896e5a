package dev.parley.media;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Refusal;
import dev.parley.outgoing.FileBook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stores files and gives access to them. Every method blocks. Safe for use by many threads.
public final class MediaLibrary implements FileBook {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern ID = Pattern.compile(MediaFile.ID);
  private static final int ID_BYTES = 16;

  /// The time for which an uploaded copy is used again. WhatsApp keeps it for 30 days.
  private static final Duration COPY_IS_VALID = Duration.ofDays(25);

  private final MediaStore store;
  private final BlobStore blobs;
  private final FileExaminer examiner;
  private final Clock clock;

  /// @param examiner finds the types of files
  public MediaLibrary(MediaStore store, BlobStore blobs, FileExaminer examiner, Clock clock) {
    this.store = store;
    this.blobs = blobs;
    this.examiner = examiner;
    this.clock = clock;
  }

  /// Begins a file that a client uploads.
  ///
  /// @return a file that the caller closes in every case
  /// @throws Refusal `store_unavailable` if the file cannot be written
  public Receiving receive() {
    return new Receiving(begin());
  }

  private IncomingFile begin() {
    try {
      return blobs.begin();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /// A file that a client is uploading. Used by one thread at a time.
  public final class Receiving implements AutoCloseable {
    private final IncomingFile file;

    private Receiving(IncomingFile file) {
      this.file = file;
    }

    /// Adds bytes.
    ///
    /// @param count the number of bytes to add, from the first one on
    /// @throws Refusal `too_large`, `store_unavailable`
    public void write(byte[] bytes, int count) {
      if (file.size() + count > MediaLimits.MOST) {
        throw MediaLimits.tooLarge();
      }
      try {
        file.write(bytes, 0, count);
      } catch (IOException e) {
        throw unavailable(e);
      }
    }

    /// Stores the file; it is on disk when this returns.
    ///
    /// @param name the name that the client gave; may be any text
    /// @param by the id of the sender that uploads it; null if unknown
    /// @throws Refusal if WhatsApp would not accept it: `unsupported_media_type`, `too_large`,
    ///   `invalid_request`; or `store_unavailable`
    public MediaFile store(@Nullable String name, @Nullable String by) {
      try {
        var _ = file.finish();
        IncomingFile converted = Recording.converted(file.path(), blobs).orElse(null);
        if (converted == null) {
          return keep(file, FileName.clean(name), by);
        }
        try (converted) {
          return keep(converted, Recording.name(FileName.clean(name)), by);
        }
      } catch (IOException e) {
        throw unavailable(e);
      }
    }

    private MediaFile keep(IncomingFile finished, @Nullable String name, @Nullable String by)
        throws IOException {
      FileExaminer.Examined examined = examiner.examine(finished.path());
      MediaLimits.check(examined.mimeType(), finished.size());
      blobs.put(finished);
      MediaFile stored =
          new MediaFile(
              makeId(),
              MediaFile.Status.READY,
              examined.mimeType(),
              finished.size(),
              finished.id().value(),
              name,
              examined.traits(),
              null);
      Instant now = now();
      MediaRecord record = new MediaRecord(stored, null, null, now, now, List.of(), by);
      var _ =
          store.step(
              now,
              rules -> {
                rules.add(record);
                return true;
              });
      // The bytes were stored already, and the last file that had them was erased before this
      // record was written.
      if (blobs.size(finished.id()).isEmpty()) {
        var _ =
            store.step(
                now,
                rules -> {
                  rules.lost(stored.id());
                  return true;
                });
        throw MediaRules.beingErased();
      }
      return stored;
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /// The description of a file; empty if there is no file with this id.
  public Optional<MediaFile> find(String id) {
    return record(id).map(MediaRecord::file);
  }

  /// The record of a file.
  Optional<MediaRecord> record(String id) {
    return ID.matcher(id).matches() ? store.find(id).map(MediaRecord::of) : Optional.empty();
  }

  /// The bytes of a file, from `offset` on.
  ///
  /// @return a stream that the caller closes; empty if the bytes are missing
  public Optional<InputStream> open(MediaFile file, long offset) throws IOException {
    return file.sha256() == null ? Optional.empty() : blobs.open(new BlobId(file.sha256()), offset);
  }

  /// The local file that has the bytes; empty if the bytes are not in a local file.
  public Optional<Path> path(MediaFile file) {
    return file.sha256() == null ? Optional.empty() : blobs.path(new BlobId(file.sha256()));
  }

  @Override
  public @Nullable MediaFile check(String id, String kind, Consumer<String> problem) {
    MediaFile file = find(id).orElse(null);
    if (file == null) {
      problem.accept("must be the id of a file that was uploaded with POST /api/media");
      return null;
    }
    if (file.status() != MediaFile.Status.READY || file.mimeType() == null) {
      problem.accept("names a file that is not there" + (isWaiting(file) ? " yet" : " any more"));
      return null;
    }
    long size = file.size() == null ? 0 : file.size();
    String fault = MediaLimits.fault(kind, file.mimeType(), size);
    if (fault != null) {
      problem.accept(fault);
      return null;
    }
    return file;
  }

  private static boolean isWaiting(MediaFile file) {
    return file.status() == MediaFile.Status.WAITING;
  }

  /// WhatsApp's id of an uploaded copy of a file; empty if there is none that stays valid for some
  /// days.
  ///
  /// @param number WhatsApp's id of the business number that sends the file
  public Optional<String> uploadedAs(String id, String number) {
    Instant since = now().minus(COPY_IS_VALID);
    return store.find(id).map(MediaRecord::of).stream()
        .flatMap(record -> record.uploads().stream())
        .filter(upload -> upload.number().equals(number) && upload.at().isAfter(since))
        .map(MediaRecord.Upload::id)
        .reduce((_, latest) -> latest);
  }

  /// Records that a copy of a file was uploaded to WhatsApp.
  public void noteUpload(String id, String number, String whatsAppId) {
    Instant now = now();
    changeUploads(id, number, List.of(new MediaRecord.Upload(number, whatsAppId, now)), now);
  }

  /// Forgets the copy of a file that WhatsApp no longer has.
  public void forgetUpload(String id, String number) {
    changeUploads(id, number, List.of(), now());
  }

  private void changeUploads(
      String id, String number, List<MediaRecord.Upload> ofNumber, Instant now) {
    store.step(
        now,
        rules -> {
          rules.replaceUploads(id, number, ofNumber);
          return true;
        });
  }

  /// Whether all bytes of a file can be read.
  public boolean isWhole(MediaFile file) throws IOException {
    String hash = file.sha256();
    OptionalLong size = hash == null ? OptionalLong.empty() : blobs.size(new BlobId(hash));
    return size.isPresent() && file.size() != null && size.getAsLong() == file.size();
  }

  private static String makeId() {
    byte[] random = new byte[ID_BYTES];
    RANDOM.nextBytes(random);
    return "med_" + HexFormat.of().formatHex(random);
  }

  private static Refusal unavailable(IOException failure) {
    Refusal refusal =
        new Refusal(
            ErrorCode.STORE_UNAVAILABLE, "The place where files are stored cannot be written now");
    refusal.addSuppressed(failure);
    return refusal;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
