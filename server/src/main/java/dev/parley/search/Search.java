package dev.parley.search;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.Contact;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.stream.ChangeStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.QueryTimeoutImpl;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds messages and contacts. Opens its index in the background; see [Indexer]. Safe for use by
/// many threads.
///
/// Queries run on a few platform threads: they compute and read mapped files, and both would block
/// the virtual threads of other requests.
public final class Search implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Search.class);

  /// The maximum number of contacts in an answer.
  private static final int MOST_CONTACTS = 20;

  private static final int THREADS = 2;
  private static final int WAITING = 32;

  /// The longest time that a query may search the index; then it answers with the results so far.
  private static final long QUERY_MILLIS = 1_000;

  private static final Duration ANSWER = Duration.ofSeconds(8);
  private static final Duration OPENING = Duration.ofSeconds(3);

  private final ChatHistory history;
  private final Indexer indexer;
  private final ThreadPoolExecutor threads;

  private Search(ChatHistory history, Indexer indexer) {
    this.history = history;
    this.indexer = indexer;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("search-query-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// Makes a search; returns before the index is open.
  ///
  /// @param folder Parley's data folder; the index is in a folder inside it
  /// @param stream tells when something has changed
  /// @param history the messages and contacts to search
  public static Search open(Path folder, ChangeStream stream, ChatHistory history) {
    Indexer indexer = new Indexer(folder, history);
    stream.subscribe("search", history, indexer);
    indexer.start();
    return new Search(history, indexer);
  }

  /// Builds the index of a store that no Parley server has open, and returns when it is complete.
  ///
  /// @throws Refusal `store_unavailable` if the index cannot be written, or if another process has
  ///   it open
  public static void build(Path folder, ChatHistory history) {
    run(new Indexer(folder, history), true);
  }

  private static void run(Indexer indexer, boolean again) {
    try (indexer) {
      if (again) {
        indexer.rebuild();
      }
      indexer.start();
      indexer.want();
      String fault = indexer.awaitComplete();
      if (fault != null) {
        throw unavailable(fault);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw overloaded();
    }
  }

  /// Updates the index of a store that no Parley server has open, and returns when it is up to
  /// date; builds the index if it is absent.
  ///
  /// @throws Refusal as [#build]
  public static void catchUp(Path folder, ChatHistory history) {
    run(new Indexer(folder, history), false);
  }

  /// Whether everything up to a change can be found, and the index contains no chats and contacts
  /// that were removed by then.
  ///
  /// @param change the number of the change
  public boolean covers(long change) {
    return indexer.covers(change);
  }

  /// Finds messages and contacts. Blocks.
  ///
  /// @throws Refusal `invalid_request` if the text is not a valid query, `overloaded` if too many
  ///   queries are waiting, `store_unavailable` if the index or the store cannot be read now
  public SearchResult search(SearchRequest request) {
    Tokens tokens = new Tokens();
    QueryText query = QueryText.parse(request.text(), tokens);
    if (query.isEmpty()) {
      return SearchResult.nothing(indexer.progress());
    }
    Optional<LuceneIndex> index = index();
    if (index.isEmpty()) {
      return SearchResult.nothing(0.0);
    }
    // Read before the index: what becomes complete meanwhile was not complete when it was searched.
    @Nullable Double before = indexer.progress();
    Future<IndexResult> finding = submit(index.get(), query, request);
    try {
      IndexResult found = finding.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      @Nullable Double indexing = before == null ? indexer.progress() : before;
      return result(found, indexing, new Marks(query, tokens));
    } catch (ExecutionException failure) {
      throw failed(failure.getCause());
    } catch (TimeoutException late) {
      finding.cancel(false);
      throw overloaded();
    } catch (InterruptedException ended) {
      finding.cancel(false);
      Thread.currentThread().interrupt();
      throw overloaded();
    }
  }

  private Optional<LuceneIndex> index() {
    try {
      Optional<LuceneIndex> index = indexer.index(OPENING);
      String fault = indexer.fault();
      if (index.isEmpty() && fault != null) {
        throw unavailable(fault);
      }
      return index;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw overloaded();
    }
  }

  private Future<IndexResult> submit(LuceneIndex index, QueryText query, SearchRequest request) {
    try {
      return threads.submit(() -> find(index, query, request));
    } catch (RejectedExecutionException full) {
      throw overloaded();
    }
  }

  private static Refusal overloaded() {
    return new Refusal(ErrorCode.OVERLOADED, "Too many searches are under way");
  }

  private static Refusal unavailable(String fault) {
    return new Refusal(
        ErrorCode.STORE_UNAVAILABLE, "The search index cannot be used now: " + fault);
  }

  /// Turns a failure into a refusal. A damaged index is rebuilt.
  private RuntimeException failed(@Nullable Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    LOG.atError().setCause(failure).log("a search failed");
    if (failure instanceof CorruptIndexException || failure instanceof InternalError) {
      indexer.rebuild();
      return unavailable("it is damaged and is being rebuilt");
    }
    return unavailable("it could not be read");
  }

  /// The part of an answer that comes from the index.
  private record IndexResult(
      List<LuceneIndex.FoundDocument> messages,
      List<LuceneIndex.FoundDocument> contacts,
      long total,
      boolean exact,
      SearchRequest.@Nullable PageEnd next) {}

  private static IndexResult find(LuceneIndex index, QueryText text, SearchRequest request)
      throws IOException {
    return index.read(
        new QueryTimeoutImpl(QUERY_MILLIS),
        searcher -> {
          LuceneQueries queries = new LuceneQueries(text);
          IndexResult messages = messages(searcher, queries, request);
          boolean first = request.after() == null;
          return first && request.filter().equals(SearchRequest.Filter.NONE)
              ? new IndexResult(
                  messages.messages,
                  contacts(searcher, queries, request),
                  messages.total,
                  messages.exact,
                  messages.next)
              : messages;
        });
  }

  /// The messages that match exactly; if these do not fill the page, those with typing errors
  /// follow.
  private static IndexResult messages(
      IndexSearcher searcher, LuceneQueries queries, SearchRequest request) throws IOException {
    SearchRequest.PageEnd after = request.after();
    boolean onlyForgiving = after != null && after.forgiving();
    int limit = request.limit();
    LuceneIndex.Page exact =
        LuceneIndex.search(
            searcher,
            queries.messages(request.filter()),
            IndexFields.ID,
            onlyForgiving ? null : after,
            limit + 1,
            request.visibility());
    List<LuceneIndex.FoundDocument> found =
        new ArrayList<>(onlyForgiving ? List.of() : exact.found());
    boolean forgives =
        exact.total() < limit
            && (onlyForgiving || exact.end() == null)
            && queries.isForgiving()
            && !searcher.timedOut();
    if (!forgives) {
      return page(found, limit, limit, exact, exact.total(), exact.exact());
    }
    LuceneIndex.Page misspelled =
        LuceneIndex.search(
            searcher,
            queries.misspelledMessages(request.filter()),
            IndexFields.ID,
            onlyForgiving ? after : null,
            limit + 1,
            request.visibility());
    int exactOnes = found.size();
    found.addAll(misspelled.found());
    return page(
        found,
        exactOnes,
        limit,
        misspelled,
        exact.total() + misspelled.total(),
        exact.exact() && misspelled.exact());
  }

  /// @param last the last page of results from the index
  private static IndexResult page(
      List<LuceneIndex.FoundDocument> found,
      int exactOnes,
      int limit,
      LuceneIndex.Page last,
      long total,
      boolean exact) {
    List<LuceneIndex.FoundDocument> shown = found.subList(0, Math.min(limit, found.size()));
    SearchRequest.PageEnd next = null;
    if (found.size() > limit) {
      LuceneIndex.FoundDocument end = shown.getLast();
      next = new SearchRequest.PageEnd(limit > exactOnes, end.time(), end.tie());
    } else if (last.end() != null) { // a request for the next page examines the rest
      LuceneIndex.FoundDocument end = last.end();
      next = new SearchRequest.PageEnd(limit > exactOnes, end.time(), end.tie());
    }
    return new IndexResult(shown, List.of(), total, exact, next);
  }

  private static List<LuceneIndex.FoundDocument> contacts(
      IndexSearcher searcher, LuceneQueries queries, SearchRequest request) throws IOException {
    int limit = Math.min(MOST_CONTACTS, request.limit());
    List<LuceneIndex.FoundDocument> exact = contacts(searcher, queries.contacts(), limit, request);
    return exact.isEmpty() && queries.isForgiving()
        ? contacts(searcher, queries.misspelledContacts(), limit, request)
        : exact;
  }

  private static List<LuceneIndex.FoundDocument> contacts(
      IndexSearcher searcher, Query query, int limit, SearchRequest request) throws IOException {
    return LuceneIndex.search(
            searcher, query, IndexFields.CONTACT, null, limit, request.visibility())
        .found();
  }

  private SearchResult result(IndexResult found, @Nullable Double indexing, Marks marks) {
    List<MessageId> ids = found.messages.stream().map(it -> new MessageId(it.id())).toList();
    Map<MessageId, Message> messages = history.messages(ids);
    List<SearchResult.Hit> hits = new ArrayList<>();
    for (MessageId id : ids) {
      Message message = messages.get(id);
      if (message != null && IndexDocuments.isFound(message)) { // otherwise just removed
        hits.add(new SearchResult.Hit(message, marks.snippet(message.body().text())));
      }
    }
    List<WaId> people = found.contacts.stream().map(it -> new WaId(it.id())).toList();
    Map<WaId, Contact> stored = history.contacts(people);
    List<Contact> contacts = new ArrayList<>();
    for (WaId person : people) {
      Contact contact = stored.get(person);
      if (contact != null) {
        contacts.add(contact);
      }
    }
    return new SearchResult(hits, contacts, found.total, found.exact, indexing, found.next);
  }

  /// Builds the index from scratch, in the background.
  public void reindex() {
    indexer.rebuild();
  }

  /// The approximate share of indexed messages, 0 to 1; null once all are indexed.
  public @Nullable Double progress() {
    return indexer.progress();
  }

  @Override
  public void close() {
    threads.shutdown();
    indexer.close();
  }
}
