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

/// Measures a server with many messages: it builds its index, answers queries, and receives
/// webhooks while queries look for the newest messages. The messages and the index may be kept for
/// another session.
public final class SearchSession {
  private static final int STEP = 500;
  private static final int MESSAGES_OF_A_CHAT = 100;
  private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration LATEST = Duration.ofSeconds(30);
  private static final long LONGEST = Duration.ofMinutes(1).toNanos();
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Options options;
  private final Path data;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();

  /// The options of a session.
  ///
  /// @param messages the number of messages in the store at the start
  /// @param queries the number of queries of each kind with a warm page cache
  /// @param rate the number of webhooks in a second, with a message each
  /// @param length the duration of these webhooks
  public record Options(
      ParleyServer parley, long messages, int queries, double rate, Duration length) {}

  /// The complete index.
  ///
  /// @param buildSeconds the time until it was complete; short if an earlier session built it
  public record Built(double buildSeconds, double indexMegabytes) {}

  /// Queries after the page cache was dropped and the server started, several times.
  ///
  /// @param first the first query after each start, which also opens the index
  /// @param others the following queries, of all kinds in turn
  public record Cold(Histogram first, Histogram others) {}

  /// The results of webhooks and queries at the same time.
  ///
  /// @param found the time from the answer to a webhook until its message is found
  public record Lag(Histogram found, Histogram webhooks, double residentMegabytes) {}

  /// @param data the folder for the messages and the index; those of an earlier session are reused
  /// @param work an empty folder
  public SearchSession(Options options, Path data, Path work) {
    this.options = options;
    this.data = data;
    this.log = work.resolve("parley.log");
  }

  /// Writes the messages unless they exist, and waits until the index is built.
  ///
  /// @throws IOException if the server fails, or the folder has other messages
  public Built build() throws IOException {
    Path filled = data.resolve("filled");
    String messages = Long.toString(options.messages());
    if (!Files.exists(filled)) {
      fill(folder());
      Files.writeString(filled, messages);
    } else if (!Files.readString(filled).equals(messages)) {
      throw new IOException(data + " has " + Files.readString(filled) + " messages");
    }
    try (ServerProcess server = start()) {
      long began = System.nanoTime();
      awaitIndex(server);
      double took = (System.nanoTime() - began) / 1e9;
      return new Built(took, megabytes(folder().resolve("search")));
    }
  }

  private Path folder() {
    return data.resolve("data");
  }

  private ServerProcess start() throws IOException {
    Map<String, String> store = Map.of("DATA_DIR", folder().toString(), "ANONYMOUS", "all");
    return options.parley().start(store, log);
  }

  private void awaitIndex(ServerProcess server) throws IOException {
    while (search(server, "q=zzz").has("indexing")) {
      pause(LOOK.multipliedBy(5));
    }
  }

  /// The latencies of queries in nanoseconds, by kind. One client sends one query after the other,
  /// after a warm-up with half as many queries of all kinds.
  public Map<String, Histogram> warm() throws IOException {
    Map<String, Histogram> measured = new LinkedHashMap<>();
    try (ServerProcess server = start()) {
      awaitIndex(server);
      for (Supplier<String> kind : kinds(new Vocabulary(97)).values()) {
        for (int i = 0; i < options.queries() / 2; i++) {
          time(server, kind.get(), new Histogram(LONGEST, 3));
        }
      }
      for (Map.Entry<String, Supplier<String>> kind : kinds(new Vocabulary(99)).entrySet()) {
        Histogram times = new Histogram(LONGEST, 3);
        for (int i = 0; i < options.queries(); i++) {
          time(server, kind.getValue().get(), times);
        }
        measured.put(kind.getKey(), times);
      }
    }
    return measured;
  }

  /// Measures queries after the page cache was dropped.
  ///
  /// @param starts the number of starts
  /// @param queries the number of queries of each kind after each start
  /// @throws IOException if the server fails, or the page cache cannot be dropped, which only root
  ///   may do
  public Cold cold(int starts, int queries) throws IOException {
    Cold cold = new Cold(new Histogram(LONGEST, 3), new Histogram(LONGEST, 3));
    Map<String, Supplier<String>> kinds = kinds(new Vocabulary(98));
    for (int i = 0; i < starts; i++) {
      dropCaches();
      try (ServerProcess server = start()) {
        Histogram times = cold.first;
        for (int query = 0; query < queries; query++) {
          for (Supplier<String> kind : kinds.values()) {
            time(server, kind.get(), times);
            times = cold.others;
          }
        }
      }
    }
    return cold;
  }

  private static void dropCaches() throws IOException {
    try {
      new ProcessBuilder("sync").inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    Files.writeString(DROP_CACHES, "3");
  }

  /// Sends webhooks, and measures the time until their messages are found.
  ///
  /// @param webhook a webhook with one message
  public Lag lag(RequestTemplate webhook) throws IOException {
    try (ServerProcess server = start()) {
      awaitIndex(server);
      Histogram found = new Histogram(LONGEST, 3);
      LoadResult webhooks = beside(server, webhook, found);
      return new Lag(found, webhooks.latencies(), server.residentMegabytes());
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

  private static Map<String, Supplier<String>> kinds(Vocabulary words) {
    Map<String, Supplier<String>> kinds = new LinkedHashMap<>();
    kinds.put("one word", () -> words.word() + " ");
    kinds.put("two words", () -> words.word() + " " + words.word() + " ");
    kinds.put("beginning of a word", () -> words.word().substring(0, 2 + words.number(3)));
    kinds.put("phrase", () -> "\"" + words.word() + " " + words.word() + "\"");
    kinds.put("without a word", () -> words.word() + " -" + words.word());
    kinds.put("typing error", () -> words.word() + "x ");
    kinds.put("digits", () -> Integer.toString(1000 + words.number(9000)));
    return kinds;
  }

  private void time(ServerProcess server, String text, Histogram times) throws IOException {
    String query = "q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    long began = System.nanoTime();
    var _ = search(server, query);
    times.recordValue(System.nanoTime() - began);
  }

  /// Sends webhooks at the fixed rate, and from time to time an additional one, whose message is
  /// searched for until it is found.
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
