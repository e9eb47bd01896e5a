package dev.parley.search;

import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.WaId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/// The index on disk, open in this process. One thread writes; any number of threads may search at
/// the same time.
final class LuceneIndex implements AutoCloseable {
  /// The maximum number of hits that are counted.
  static final int MOST_COUNTED = 1_000;

  /// The number of hits in a round: if some chats are hidden, hits are examined in rounds.
  private static final int LOOKED_AT_ONCE = 1_000;

  /// The maximum number of such rounds.
  private static final int MOST_LOOKS = 20;

  private static final double RAM_MEGABYTES = 16;
  private static final double MOST_SEGMENT_MEGABYTES = 512;

  /// The maximum number of processes that share a data folder: each has an index of its own.
  private static final int MOST_PROCESSES = 8;

  /// The maximum number of rounds of merging segments with removed documents.
  private static final int MOST_MERGES = 10;

  /// The maximum age of the state of the index that a query reads.
  private static final long REFRESH_NANOS = 300_000_000;

  /// The longest time to wait for searches to end: longer than any query may take.
  private static final long OLD_READERS_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final long OLD_READERS_LOOK_MILLIS = 5;

  private static final Sort NEWEST_FIRST =
      new Sort(
          new SortField(IndexFields.TIME, SortField.Type.LONG, true),
          new SortField(IndexFields.TIE, SortField.Type.INT, true));

  /// The logger that warns that an incubating module of the JDK is not loaded. Searches here do not
  /// use the module.
  private static final Logger VECTORS =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  static {
    VECTORS.setLevel(Level.SEVERE);
  }

  private final Path folder;
  private final Path parent;
  private final Directory directory;
  private final IndexWriter writer;
  private final ConcurrentMergeScheduler merging;
  private final SearcherManager searchers;
  private final IndexDocuments documents = new IndexDocuments();

  /// The open readers, whose files cannot be removed yet.
  private final Set<Object> openReaders = ConcurrentHashMap.newKeySet();

  private volatile long refreshedAt = System.nanoTime();

  /// A document that was found.
  ///
  /// @param id the id of the message, or the address of the contact
  record FoundDocument(String id, long time, int tie) {}

  /// Documents that were found, the newest first.
  ///
  /// @param total the number of documents that match; see [SearchResult#exact]
  /// @param end the place of the last examined document, with an empty id, if fewer documents were
  ///   found than requested but there may be more; otherwise null
  record Page(List<FoundDocument> found, long total, boolean exact, @Nullable FoundDocument end) {}

  private LuceneIndex(
      Path parent,
      Path folder,
      Directory directory,
      IndexWriter writer,
      ConcurrentMergeScheduler merging)
      throws IOException {
    this.merging = merging;
    this.parent = parent;
    this.folder = folder;
    this.directory = directory;
    this.writer = writer;
    this.searchers =
        new SearcherManager(
            writer,
            true,
            false,
            new SearcherFactory() {
              @Override
              public IndexSearcher newSearcher(IndexReader reader, IndexReader previous) {
                IndexReader.CacheHelper opened = reader.getReaderCacheHelper();
                openReaders.add(opened.getKey());
                opened.addClosedListener(openReaders::remove);
                return new IndexSearcher(reader);
              }
            });
  }

  /// Opens the index in a folder, or an empty index if there is no readable one.
  ///
  /// @param parent the folder of Parley's data
  static LuceneIndex open(Path parent) throws IOException {
    for (int i = 1; i < MOST_PROCESSES; i++) {
      try {
        return openIn(parent, folder(parent, i));
      } catch (LockObtainFailedException another) {
        // Another process has this one.
      }
    }
    return openIn(parent, folder(parent, MOST_PROCESSES));
  }

  private static Path folder(Path parent, int number) {
    return parent.resolve(number == 1 ? "search" : "search-" + number);
  }

  private static LuceneIndex openIn(Path parent, Path folder) throws IOException {
    Files.createDirectories(folder);
    try {
      return openFiles(parent, folder);
    } catch (LockObtainFailedException another) {
      throw another;
    } catch (IOException | RuntimeException damaged) {
      delete(folder);
      return openFiles(parent, folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static LuceneIndex openFiles(Path parent, Path folder) throws IOException {
    Directory directory = FSDirectory.open(folder);
    try {
      ConcurrentMergeScheduler merging = new ConcurrentMergeScheduler();
      merging.setMaxMergesAndThreads(4, 1);
      IndexWriter writer = new IndexWriter(directory, config().setMergeScheduler(merging));
      try {
        return new LuceneIndex(parent, folder, directory, writer, merging);
      } catch (IOException | RuntimeException failure) {
        writer.rollback();
        throw failure;
      }
    } catch (IOException | RuntimeException failure) {
      directory.close();
      throw failure;
    }
  }

  private static IndexWriterConfig config() {
    TieredMergePolicy merges = new TieredMergePolicy();
    merges.setMaxMergedSegmentMB(MOST_SEGMENT_MEGABYTES);
    merges.setForceMergeDeletesPctAllowed(0); // merge a segment even for one removed document
    return new IndexWriterConfig()
        .setIndexSort(NEWEST_FIRST)
        .setRAMBufferSizeMB(RAM_MEGABYTES)
        .setMergePolicy(merges)
        .setCommitOnClose(false);
  }

  /// The data that was committed with the documents; empty for a new index.
  Map<String, String> committed() {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    return data;
  }

  /// Makes all changes so far durable.
  void commit(Map<String, String> data) throws IOException {
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }

  /// Removes all documents.
  void clear() throws IOException {
    writer.deleteAll();
  }

  /// Writes the current state of a message.
  ///
  /// @param known whether the index may already have it
  void put(Message message, boolean known) throws IOException {
    Term key = new Term(IndexFields.ID, message.id().value());
    if (!IndexDocuments.isFound(message)) {
      writer.deleteDocuments(key);
    } else if (known) {
      writer.updateDocument(key, documents.of(message));
    } else {
      writer.addDocument(documents.of(message));
    }
  }

  /// Writes the current state of a contact.
  void put(Contact contact) throws IOException {
    writer.updateDocument(
        new Term(IndexFields.CONTACT, contact.waId().value()), documents.of(contact));
  }

  /// Removes the documents of messages.
  void remove(Collection<MessageId> messages) throws IOException {
    Term[] keys =
        messages.stream().map(it -> new Term(IndexFields.ID, it.value())).toArray(Term[]::new);
    writer.deleteDocuments(keys);
  }

  /// Removes the documents of all messages of a chat.
  void removeChat(WaId chat) throws IOException {
    writer.deleteDocuments(new Term(IndexFields.CHAT, chat.value()));
  }

  /// Removes the document of a contact.
  void removeContact(WaId contact) throws IOException {
    writer.deleteDocuments(new Term(IndexFields.CONTACT, contact.value()));
  }

  /// Rewrites every segment that has removed documents, because its files still contain the terms
  /// of these documents. The time is proportional to the size of these segments. A commit must
  /// follow, which removes the old files. Another index in the same folder that no process has open
  /// is removed, because it would not be updated.
  void removeTraces() throws IOException {
    // A merge that began before the documents were removed copies their terms, so the segments are
    // checked again after it.
    for (int i = 0; i == 0 || (writer.hasDeletions() && i < MOST_MERGES); i++) {
      merging.sync();
      writer.forceMergeDeletes(true);
    }
    if (writer.hasDeletions()) {
      throw new IOException("the files of the index still contain removed documents");
    }
    for (int i = 1; i <= MOST_PROCESSES; i++) {
      Path other = folder(parent, i);
      if (Files.isDirectory(other) && !other.equals(folder)) {
        removeUnlessOpen(other);
      }
    }
  }

  private static void removeUnlessOpen(Path folder) throws IOException {
    try (Directory directory = FSDirectory.open(folder);
        Lock _ = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      for (String file : directory.listAll()) {
        if (!file.equals(IndexWriter.WRITE_LOCK_NAME)) {
          directory.deleteFile(file);
        }
      }
    } catch (LockObtainFailedException open) {
      // The process that has it open removes the terms itself.
    }
  }

  /// A read operation on the index.
  interface Reading<T> {
    /// Reads from the index; may stop early if `searcher` has timed out.
    T read(IndexSearcher searcher) throws IOException;
  }

  /// Reads from the index in its current state or a slightly older one.
  ///
  /// @param timeout ends a search that takes too long
  <T> T read(QueryTimeout timeout, Reading<T> reading) throws IOException {
    long now = System.nanoTime();
    if (now - refreshedAt > REFRESH_NANOS && searchers.maybeRefresh()) {
      refreshedAt = now;
    }
    IndexSearcher shared = searchers.acquire();
    try {
      IndexSearcher searcher = new IndexSearcher(shared.getIndexReader());
      searcher.setQueryCache(null);
      searcher.setTimeout(timeout);
      return reading.read(searcher);
    } finally {
      searchers.release(shared);
    }
  }

  /// Makes all changes so far visible to the next search.
  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
    refreshedAt = System.nanoTime();
  }

  /// Waits until no search reads files that the last commit replaced: then the files are removed.
  /// Makes all changes so far visible to the next search.
  ///
  /// @throws IOException if a search takes longer than searches are allowed to
  void awaitOldFilesRemoved() throws IOException, InterruptedException {
    refresh();
    Set<Object> old = new HashSet<>(openReaders);
    IndexSearcher searcher = searchers.acquire();
    try {
      old.remove(searcher.getIndexReader().getReaderCacheHelper().getKey());
    } finally {
      searchers.release(searcher);
    }
    long deadline = System.nanoTime() + OLD_READERS_NANOS;
    while (old.stream().anyMatch(openReaders::contains)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("a search still reads removed documents of the index");
      }
      TimeUnit.MILLISECONDS.sleep(OLD_READERS_LOOK_MILLIS);
    }
  }

  /// The first documents after a place.
  ///
  /// @param key the field of the id: [IndexFields#ID] or [IndexFields#CONTACT]
  /// @param limit the maximum number of documents to return
  static Page search(
      IndexSearcher searcher,
      Query query,
      String key,
      SearchRequest.@Nullable PageEnd after,
      int limit,
      CallerChats visibility)
      throws IOException {
    return visibility.equals(CallerChats.ALL)
        ? searchAll(searcher, query, key, after, limit)
        : searchVisible(searcher, query, key, after, limit, visibility);
  }

  private static Page searchAll(
      IndexSearcher searcher,
      Query query,
      String key,
      SearchRequest.@Nullable PageEnd after,
      int limit)
      throws IOException {
    TopFieldDocs top =
        searcher.search(
            query, new TopFieldCollectorManager(NEWEST_FIRST, limit, doc(after), MOST_COUNTED));
    List<FoundDocument> found = new ArrayList<>();
    StoredFields stored = searcher.storedFields();
    for (ScoreDoc doc : top.scoreDocs) {
      found.add(found(stored, key, (FieldDoc) doc));
    }
    long total = top.totalHits.value();
    boolean exact =
        top.totalHits.relation() == TotalHits.Relation.EQUAL_TO
            && total <= MOST_COUNTED
            && !searcher.timedOut();
    return new Page(found, Math.min(total, MOST_COUNTED), exact, null);
  }

  private static Page searchVisible(
      IndexSearcher searcher,
      Query query,
      String key,
      SearchRequest.@Nullable PageEnd after,
      int limit,
      CallerChats visibility)
      throws IOException {
    Map<String, Boolean> known = new HashMap<>();
    Look page = look(searcher, query, doc(after), limit, after == null, known, visibility);
    Look all = after == null ? page : look(searcher, query, null, 0, true, known, visibility);
    List<FoundDocument> found = new ArrayList<>();
    StoredFields stored = searcher.storedFields();
    for (FieldDoc doc : page.found) {
      found.add(found(stored, key, doc));
    }
    boolean exact = all.last == null && all.total <= MOST_COUNTED && !searcher.timedOut();
    FoundDocument end = page.last == null || found.size() == limit ? null : place(page.last);
    return new Page(found, Math.min(all.total, MOST_COUNTED), exact, end);
  }

  /// Documents that were examined.
  ///
  /// @param total the number of visible documents among them
  /// @param last the last one if there may be more; otherwise null
  private record Look(List<FieldDoc> found, long total, @Nullable FieldDoc last) {}

  /// @param begin the document after which to begin; null for the newest
  /// @param counts whether to continue after enough were found, up to [#MOST_COUNTED], in order to
  ///   count
  /// @param known tells for each chat that was checked so far whether it is visible
  private static Look look(
      IndexSearcher searcher,
      Query query,
      @Nullable FieldDoc begin,
      int limit,
      boolean counts,
      Map<String, Boolean> known,
      CallerChats visibility)
      throws IOException {
    List<FieldDoc> found = new ArrayList<>();
    FieldDoc from = begin;
    long total = 0;
    boolean more = true;
    for (int look = 0; more && look < MOST_LOOKS; look++) {
      TopFieldDocs top =
          searcher.search(
              query, new TopFieldCollectorManager(NEWEST_FIRST, LOOKED_AT_ONCE, from, 1));
      if (searcher.timedOut() && from != null) {
        break; // this round did not see the whole index: the next page repeats it
      }
      List<String> chats = chats(searcher, top.scoreDocs);
      learn(chats, known, visibility);
      for (int i = 0; i < top.scoreDocs.length; i++) {
        FieldDoc doc = (FieldDoc) top.scoreDocs[i];
        if (Boolean.TRUE.equals(known.get(chats.get(i)))) {
          total++;
          if (found.size() < limit) {
            found.add(doc);
          }
        }
        from = doc;
      }
      more = top.scoreDocs.length == LOOKED_AT_ONCE && !searcher.timedOut();
      if (found.size() == limit && (!counts || total > MOST_COUNTED)) {
        break;
      }
    }
    return new Look(found, total, more ? from : null);
  }

  private static void learn(
      List<String> chats, Map<String, Boolean> known, CallerChats visibility) {
    Set<WaId> unknown = new HashSet<>();
    for (String chat : chats) {
      if (!chat.isEmpty() && known.putIfAbsent(chat, false) == null) {
        unknown.add(new WaId(chat));
      }
    }
    if (!unknown.isEmpty()) {
      visibility.visible(unknown).forEach(chat -> known.put(chat.value(), true));
    }
  }

  /// The chat of each of these documents. For a contact, this is the contact's address.
  private static List<String> chats(IndexSearcher searcher, ScoreDoc[] docs) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    List<String> chats = new ArrayList<>(docs.length);
    StoredFields stored = null;
    for (ScoreDoc doc : docs) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc.doc, leaves));
      SortedDocValues values = leaf.reader().getSortedDocValues(IndexFields.CHAT);
      if (values != null && values.advanceExact(doc.doc - leaf.docBase)) {
        chats.add(values.lookupOrd(values.ordValue()).utf8ToString());
      } else {
        stored = stored == null ? searcher.storedFields() : stored;
        String contact =
            stored.document(doc.doc, Set.of(IndexFields.CONTACT)).get(IndexFields.CONTACT);
        chats.add(contact == null ? "" : contact);
      }
    }
    return chats;
  }

  private static @Nullable FieldDoc doc(SearchRequest.@Nullable PageEnd after) {
    return after == null
        ? null
        : new FieldDoc(Integer.MAX_VALUE, Float.NaN, new Object[] {after.time(), after.tie()});
  }

  private static FoundDocument found(StoredFields stored, String key, FieldDoc doc)
      throws IOException {
    Document document = stored.document(doc.doc, Set.of(key));
    return new FoundDocument(String.valueOf(document.get(key)), time(doc), tie(doc));
  }

  private static FoundDocument place(FieldDoc doc) {
    return new FoundDocument("", time(doc), tie(doc));
  }

  private static long time(FieldDoc doc) {
    return doc.fields[0] instanceof Long time ? time : 0;
  }

  private static int tie(FieldDoc doc) {
    return doc.fields[1] instanceof Integer tie ? tie : 0;
  }

  /// Closes without a commit: the next process continues from the last commit.
  @Override
  public void close() throws IOException {
    try {
      searchers.close();
    } finally {
      try {
        writer.rollback();
      } finally {
        directory.close();
      }
    }
  }
}
