package dev.parley.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.LoadResult;
import dev.parley.bench.load.Pace;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import dev.parley.chat.Body;
import dev.parley.chat.Direction;
import dev.parley.chat.Draft;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.ReadAhead;
import dev.parley.chat.Status;
import dev.parley.chat.StoreListener;
import dev.parley.chat.WaId;
import dev.parley.store.sqlite.SqliteChatStore;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// One run: a server with many messages builds its index, is asked, and takes webhooks while it is
/// asked for the newest of them.
public final class SearchSession {
  private static final int STEP = 500;
  private static final int MESSAGES_OF_A_CHAT = 100;
  private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration LATEST = Duration.ofSeconds(30);
  private static final long LONGEST = Duration.ofMinutes(1).toNanos();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Options options;
  private final Path work;
  private final HttpClient client = HttpClient.newHttpClient();

  /// What is run.
  ///
  /// @param queries of each kind
  /// @param rate webhooks a second, a message each
  /// @param length how long these come
  public record Options(
      ParleyServer parley, long messages, int queries, double rate, Duration length) {}

  /// The results.
  ///
  /// @param queries by kind, in nanoseconds, from one client that asks one after the other
  /// @param lag from the answer to a webhook until its message is found
  public record Result(
      double buildSeconds,
      double indexMegabytes,
      Map<String, Histogram> queries,
      Histogram lag,
      Histogram webhooks,
      double residentMegabytes) {}

  /// A run that begins with [#measure].
  ///
  /// @param work an empty folder
  public SearchSession(Options options, Path work) {
    this.options = options;
    this.work = work;
  }

  /// Runs it.
  ///
  /// @param webhook one webhook of one message
  /// @throws IOException when the server fails
  public Result measure(RequestTemplate webhook) throws IOException {
    Path folder = work.resolve("data");
    fill(folder);
    Map<String, String> store = Map.of("DATA_DIR", folder.toString(), "ANONYMOUS", "all");
    try (ServerProcess server = options.parley().start(store, work.resolve("parley.log"))) {
      long began = System.nanoTime();
      while (search(server, "q=zzz").has("indexing")) {
        pause(LOOK.multipliedBy(5));
      }
      double build = (System.nanoTime() - began) / 1e9;
      double size = megabytes(folder.resolve("search"));
      Map<String, Histogram> queries = queries(server);
      Histogram lag = new Histogram(LONGEST, 3);
      LoadResult webhooks = beside(server, webhook, lag);
      return new Result(
          build, size, queries, lag, webhooks.latencies(), server.residentMegabytes());
    }
  }

  private void fill(Path folder) throws IOException {
    Files.createDirectories(folder);
    Vocabulary vocabulary = new Vocabulary(7);
    int chats = (int) Math.max(1, options.messages() / MESSAGES_OF_A_CHAT);
    try (SqliteChatStore store = SqliteChatStore.open(folder, _ -> {}, StoreListener.NONE)) {
      List<InboundEvent> events = new ArrayList<>(STEP);
      for (long i = 0; i < options.messages(); i++) {
        events.add(new InboundEvent.Arrived(message(i, chats, vocabulary.text())));
        if (events.size() == STEP || i == options.messages() - 1) {
          Inbound inbound = new Inbound(events, null);
          store.step(
              FIRST, new ReadAhead.OfEvents(inbound.events()), rules -> rules.ingest(inbound));
          events.clear();
        }
      }
    }
  }

  private static Draft message(long number, int chats, String text) {
    WaId chat = new WaId("1555%07d".formatted(number % chats));
    return new Draft(
        new MessageId("wamid.HISTORY%012d".formatted(number)),
        null,
        new Person(chat, null, "Customer " + number % chats, null),
        null,
        Direction.INCOMING,
        chat.value(),
        "106540352242922",
        Body.text(text),
        FIRST.plusSeconds(number),
        Status.READ,
        null);
  }

  private Map<String, Histogram> queries(ServerProcess server) throws IOException {
    Vocabulary words = new Vocabulary(99);
    Map<String, Supplier<String>> kinds = new LinkedHashMap<>();
    kinds.put("one word", () -> words.word() + " ");
    kinds.put("two words", () -> words.word() + " " + words.word() + " ");
    kinds.put("beginning of a word", () -> words.word().substring(0, 2 + words.number(3)));
    kinds.put("phrase", () -> "\"" + words.word() + " " + words.word() + "\"");
    kinds.put("without a word", () -> words.word() + " -" + words.word());
    kinds.put("typing error", () -> words.word() + "x ");
    kinds.put("digits", () -> Integer.toString(1000 + words.number(9000)));
    Map<String, Histogram> measured = new LinkedHashMap<>();
    for (Map.Entry<String, Supplier<String>> kind : kinds.entrySet()) {
      Histogram times = new Histogram(LONGEST, 3);
      for (int i = 0; i < options.queries(); i++) {
        String query = "q=" + URLEncoder.encode(kind.getValue().get(), StandardCharsets.UTF_8);
        long began = System.nanoTime();
        var _ = search(server, query);
        times.recordValue(System.nanoTime() - began);
      }
      measured.put(kind.getKey(), times);
    }
    return measured;
  }

  /// Webhooks at the fixed rate, and now and then one more, which is looked for until it is found.
  private LoadResult beside(ServerProcess server, RequestTemplate webhook, Histogram lag)
      throws IOException {
    AtomicLong numbers = new AtomicLong();
    Load load = new Load(server.address(), webhook, 200, 8, _ -> numbers.getAndIncrement());
    try (ExecutorService aside = Executors.newSingleThreadExecutor()) {
      Future<LoadResult> loaded =
          aside.submit(
              () -> LoadDriver.run(load, new Pace.FixedRate(options.length(), options.rate())));
      for (int i = 0; !loaded.isDone(); i++) {
        lag.recordValue(lag(server, "marker%08d".formatted(i)));
        pause(LOOK);
      }
      return loaded.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  private long lag(ServerProcess server, String word) throws IOException {
    String body = "{\"wa_id\":\"15559999999\",\"text\":\"" + word + "\"}";
    ask(
        HttpRequest.newBuilder(address(server, "/webhook"))
            .POST(BodyPublishers.ofString(body))
            .build());
    long stored = System.nanoTime();
    while (search(server, "q=%22" + word + "%22").path("messages").isEmpty()) {
      if (System.nanoTime() - stored > LATEST.toNanos()) {
        throw new IOException("a message was not found within " + LATEST);
      }
      pause(LOOK);
    }
    return System.nanoTime() - stored;
  }

  private JsonNode search(ServerProcess server, String query) throws IOException {
    return JSON.readTree(
        ask(HttpRequest.newBuilder(address(server, "/api/search?" + query)).build()));
  }

  private static URI address(ServerProcess server, String path) {
    return URI.create(
        "http://"
            + server.address().getAddress().getHostAddress()
            + ":"
            + server.address().getPort()
            + path);
  }

  private String ask(HttpRequest request) throws IOException {
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("the server answered " + answer.statusCode());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static double megabytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes / 1_048_576.0;
  }

  private static void pause(Duration time) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
