package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.GridFSDownloadStream;
import com.mongodb.client.gridfs.model.GridFSFile;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.parley.media.BlobId;
import dev.parley.media.BlobStore;
import dev.parley.media.IncomingFile;
import dev.parley.media.IncomingFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.ObjectId;

/// Bytes in GridFS, MongoDB's convention for files: pieces in `parley_files.chunks`, and a document
/// in `parley_files.files` that is written after them, so that nobody finds an incomplete file.
/// `filename` is the SHA-256, `uploadDate` the time at which the bytes were last stored. Source:
/// MongoDB Specifications, "GridFS".
///
/// A file is first received in a folder of this machine. Two processes that store the same bytes at
/// the same time may store them twice; both copies are removed together.
final class GridFsBlobStore implements BlobStore {
  static final String BUCKET = "parley_files";

  private static final String NAME = "filename";
  private static final String STORED_AT = "uploadDate";
  private static final String FILE = "files_id";

  /// The age from which pieces without a document are removed: they were left by a process that has
  /// ended.
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final GridFSBucket bucket;
  private final MongoCollection<Document> files;
  private final MongoCollection<Document> chunks;
  private final Clock clock;
  private final IncomingFolder incoming;

  /// @param incoming a folder of this machine
  GridFsBlobStore(MongoDatabase database, Path incoming, Clock clock) {
    this.bucket = GridFSBuckets.create(database, BUCKET);
    this.files = database.getCollection(BUCKET + ".files");
    this.chunks = database.getCollection(BUCKET + ".chunks");
    this.clock = clock;
    this.incoming = new IncomingFolder(incoming, clock);
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T tried(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (MongoException e) {
      throw new IOException(MongoErrors.sentence(e), e);
    }
  }

  @Override
  public IncomingFile begin() throws IOException {
    return incoming.begin();
  }

  @Override
  public void put(IncomingFile file) throws IOException {
    tried(() -> {
      GridFSFile there = find(file.id()).orElse(null);
      if (there != null && there.getLength() == file.size() && touch(there.getId())) {
        return true;
      }
      ObjectId id = new ObjectId();
      try (InputStream in = Files.newInputStream(file.path())) {
        bucket.uploadFromStream(new BsonObjectId(id), file.id().value(), in);
      }
      if (!touch(new BsonObjectId(id))) {
        throw new IOException("the bytes were removed while they were stored");
      }
      return true;
    });
  }

  /// Marks bytes as new; false if a sweep has just removed them.
  private boolean touch(BsonValue id) {
    return files
            .updateOne(
                Filters.eq(FieldNames.KEY, id), Updates.set(STORED_AT, Date.from(clock.instant())))
            .getMatchedCount()
        > 0;
  }

  /// The latest file with this name.
  private Optional<GridFSFile> find(BlobId id) {
    return Optional.ofNullable(
        bucket.find(Filters.eq(NAME, id.value())).sort(new Document(FieldNames.KEY, -1)).first());
  }

  @Override
  public Optional<InputStream> open(BlobId id, long offset) throws IOException {
    return tried(() -> {
      Optional<GridFSFile> file = find(id);
      if (file.isEmpty()) {
        return Optional.<InputStream>empty();
      }
      GridFSDownloadStream pieces = bucket.openDownloadStream(file.get().getId());
      InputStream stream = new Pieces(pieces);
      long left = offset;
      while (left > 0) {
        long skipped = stream.skip(left);
        if (skipped <= 0) {
          break;
        }
        left -= skipped;
      }
      return Optional.of(stream);
    });
  }

  /// The pieces of a file as a stream that throws [IOException].
  private static final class Pieces extends InputStream {
    private final GridFSDownloadStream pieces;

    Pieces(GridFSDownloadStream pieces) {
      this.pieces = pieces;
    }

    @Override
    public int read() throws IOException {
      return tried(pieces::read);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return tried(() -> pieces.read(target, offset, length));
    }

    @Override
    public long skip(long count) throws IOException {
      return tried(() -> pieces.skip(count));
    }

    @Override
    public void close() throws IOException {
      tried(() -> {
        pieces.close();
        return true;
      });
    }
  }

  @Override
  public OptionalLong size(BlobId id) throws IOException {
    return tried(() ->
        find(id).map(file -> OptionalLong.of(file.getLength())).orElseGet(OptionalLong::empty));
  }

  @Override
  public void removeAbandoned() throws IOException {
    incoming.removeAbandoned();
  }

  @Override
  public void olderThan(Instant moment, Consumer<BlobId> old) throws IOException {
    removeAbandoned();
    tried(() -> {
      removePieces();
      for (Document file :
          files
              .find(Filters.lt(STORED_AT, Date.from(moment)))
              .projection(Projections.include(NAME))
              .batchSize(Lookups.BATCH)) {
        if (file.get(NAME) instanceof String name && BlobId.isValid(name)) {
          old.accept(new BlobId(name));
        }
      }
      return true;
    });
  }

  /// Removes pieces without a document.
  private void removePieces() {
    ObjectId since = ObjectId.getSmallestWithDate(Date.from(Instant.now().minus(ABANDONED)));
    List<ObjectId> some = new ArrayList<>();
    for (Document first :
        chunks
            .find(Filters.and(Filters.lt(FILE, since), Filters.eq("n", 0)))
            .projection(Projections.include(FILE))
            .batchSize(Lookups.BATCH)) {
      some.add(first.getObjectId(FILE));
      if (some.size() == Lookups.BATCH) {
        removePieces(some);
        some.clear();
      }
    }
    removePieces(some);
  }

  private void removePieces(List<ObjectId> some) {
    Set<ObjectId> left = new HashSet<>(some);
    for (Document file :
        files
            .find(Filters.in(FieldNames.KEY, some))
            .projection(Projections.include(FieldNames.KEY))) {
      left.remove(file.getObjectId(FieldNames.KEY));
    }
    if (!left.isEmpty()) {
      chunks.deleteMany(Filters.in(FILE, left));
    }
  }

  @Override
  public boolean removeOlderThan(Instant moment, BlobId id) throws IOException {
    return tried(() -> {
      boolean removed = false;
      for (GridFSFile file : bucket.find(Filters.eq(NAME, id.value())).into(new ArrayList<>())) {
        // The write that removes it also checks its age, because it may be stored again meanwhile.
        long gone =
            files
                .deleteOne(
                    Filters.and(
                        Filters.eq(FieldNames.KEY, file.getId()),
                        Filters.lt(STORED_AT, Date.from(moment))))
                .getDeletedCount();
        if (gone > 0) {
          chunks.deleteMany(Filters.eq(FILE, file.getId()));
          removed = true;
        }
      }
      return removed;
    });
  }

  @Override
  public String place() {
    return "GridFS, " + BUCKET;
  }

  @Override
  public void close() {}
}
