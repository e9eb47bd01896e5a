package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Posts to a server that is killed and restarted repeatedly. Requests without an answer are posted
/// again, as Meta does.
final class KillStorm {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long MOST_DELAY_NANOS = Duration.ofMillis(5).toNanos();
  private static final long MOST_START_NANOS = Duration.ofMillis(900).toNanos();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Map<String, String> settings;
  private final RandomGenerator random;
  private final int connections;
  private final Queue<Post> waiting;
  private final Set<Post> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger posted = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger added = new AtomicInteger();
  private final AtomicInteger keptUnanswered = new AtomicInteger();
  private int kills;
  private int killsAmidRequests;
  private int killsAmidStart;

  /// A request; equal only to itself, since the same may be posted twice.
  static final class Post {
    final String path;
    final Map<String, String> headers;
    final String body;
    final List<String> messages;
    final List<Reported> statuses;
    private volatile boolean again;

    /// @param messages the ids of its messages
    /// @param statuses the statuses that it reports, of its own or other messages
    Post(
        String path,
        Map<String, String> headers,
        String body,
        List<String> messages,
        List<Reported> statuses) {
      this.path = path;
      this.headers = headers;
      this.body = body;
      this.messages = List.copyOf(messages);
      this.statuses = List.copyOf(statuses);
    }

    /// A duplicate of the request.
    Post copy() {
      return new Post(path, headers, body, messages, statuses);
    }
  }

  /// A status of a message.
  record Reported(String message, Status status) {}

  /// The actions that may happen between two kills.
  interface AfterStart {
    void check(URI server) throws IOException, InterruptedException;
  }

  /// @param settings the settings for the server's store
  /// @param posts the requests, in the order in which they are posted
  KillStorm(
      Path folder,
      Map<String, String> settings,
      RandomGenerator random,
      int connections,
      List<Post> posts) {
    this.folder = folder;
    this.settings = Map.copyOf(settings);
    this.random = random;
    this.connections = connections;
    this.waiting = new ConcurrentLinkedQueue<>(posts);
  }

  /// Runs until every request was answered; returns the running server.
  ///
  /// @param underLoad the number of kills while requests are under way
  /// @param whileStarting the number of kills before the server is ready
  /// @param afterStart called after each start, before anything more is posted
  ParleyProcess run(int underLoad, int whileStarting, AfterStart afterStart)
      throws IOException, InterruptedException {
    int posts = waiting.size();
    List<Integer> moments =
        IntStream.generate(() -> random.nextInt(posts)).limit(underLoad).sorted().boxed().toList();
    List<Integer> startsToKill =
        IntStream.generate(() -> random.nextInt(1, underLoad))
            .limit(whileStarting)
            .boxed()
            .toList();
    for (int round = 0; round < underLoad; round++) {
      for (int start : startsToKill) {
        if (start == round) {
          killWhileStarting();
        }
      }
      try (ParleyProcess server = start()) {
        URI uri = server.ready();
        afterStart.check(uri);
        killUnderLoad(server, uri, moments.get(round));
      }
    }
    ParleyProcess server = start();
    URI uri = server.ready();
    afterStart.check(uri);
    post(uri, () -> {});
    assertEquals(0, waiting.size());
    return server;
  }

  /// The requests that were answered with success so far.
  Set<Post> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /// The number of added messages according to the answers; less than the real number if an answer
  /// was lost.
  int added() {
    return added.get();
  }

  /// The number of kills during a request.
  int killsAmidRequests() {
    return killsAmidRequests;
  }

  /// The counts, for people.
  String counts() {
    return "posted %d, acknowledged %d, posted again and known already %d, refused %d; "
            .formatted(posted.get(), acknowledged.size(), keptUnanswered.get(), refused.get())
        + "kills %d, of them %d in the middle of %d requests, %d while starting"
            .formatted(kills, killsAmidRequests, lost.get(), killsAmidStart);
  }

  private ParleyProcess start() {
    Map<String, String> environment =
        new HashMap<>(Map.of("PORT", "0", "HOST", "127.0.0.1", "LOG_LEVEL", "warn"));
    environment.putAll(settings);
    return ParleyProcess.start(folder, environment, "serve");
  }

  private void killWhileStarting() {
    try (ParleyProcess server = start()) {
      LockSupport.parkNanos(random.nextLong(MOST_START_NANOS)); // the random moment
      server.kill();
      kills++;
      killsAmidStart++;
    }
  }

  /// Half of the kills come directly after an answer, to detect answers that are sent too early;
  /// the others come at a random time during the running requests.
  private void killUnderLoad(ParleyProcess server, URI uri, int moment)
      throws InterruptedException {
    int lostBefore = lost.get();
    long delay = random.nextBoolean() ? 0 : random.nextLong(MOST_DELAY_NANOS);
    AtomicBoolean killed = new AtomicBoolean();
    Runnable kill =
        () -> {
          if (answered.get() >= moment && killed.compareAndSet(false, true)) {
            LockSupport.parkNanos(delay);
            server.kill();
          }
        };
    kill.run();
    post(uri, kill);
    kills++;
    killsAmidRequests += lost.get() > lostBefore ? 1 : 0;
  }

  /// Posts over all connections until nothing waits or the server is gone.
  ///
  /// @param afterAnswer called by every client, as soon as it has an answer
  private void post(URI uri, Runnable afterAnswer) throws InterruptedException {
    try (ExecutorService clients = Executors.newFixedThreadPool(connections)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        ends.add(clients.submit(() -> client(uri, afterAnswer)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  /// Sends requests on one connection, each when the one before was answered.
  private void client(URI uri, Runnable afterAnswer) {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (Post post = waiting.poll(); post != null; post = waiting.poll()) {
        HttpResponse<byte[]> answer = send(http, uri, post);
        if (answer == null) {
          lost.incrementAndGet();
          post.again = true;
          waiting.add(post);
          return;
        }
        answered.incrementAndGet();
        afterAnswer.run();
        take(post, answer);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private @Nullable HttpResponse<byte[]> send(HttpClient http, URI uri, Post post)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri.resolve(post.path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(post.body));
    post.headers.forEach(request::header);
    posted.incrementAndGet();
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException killed) {
      return null;
    }
  }

  private void take(Post post, HttpResponse<byte[]> answer) throws IOException {
    JsonNode json = JSON.readTree(answer.body());
    if (answer.statusCode() == 503) {
      refused.incrementAndGet();
      waiting.add(post);
      return;
    }
    if (!json.path("success").asBoolean()) {
      throw new AssertionError(post.path + " was answered " + answer.statusCode() + " " + json);
    }
    int news = answer.statusCode() == 201 ? 1 : json.path("messages").asInt();
    if (post.again && !post.messages.isEmpty() && news == 0) {
      keptUnanswered.incrementAndGet();
    }
    added.addAndGet(news);
    acknowledged.add(post);
  }
}
