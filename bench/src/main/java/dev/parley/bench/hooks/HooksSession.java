package dev.parley.bench.hooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.LoadResult;
import dev.parley.bench.load.Numbers;
import dev.parley.bench.load.Pace;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/// Measurements of outgoing webhooks, each on its own server. Each measurement compares two states:
/// every short round measures both, and the next round measures them in the opposite order, so that
/// other work of the machine affects both equally. Used by one thread.
public final class HooksSession {
  private static final int CONNECTIONS = 32;
  private static final Duration LATEST = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Options options;
  private final RequestTemplate webhook;
  private final Path work;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong numbers = new AtomicLong();

  /// The options of the measurements.
  ///
  /// @param perSecond the number of webhooks in a second, with a message each, for measurements
  ///   with a fixed rate
  /// @param length the duration of each part of a round
  public record Options(
      ParleyServer parley, double perSecond, Duration warmUp, Duration length, int rounds) {}

  /// The nanoseconds from the time when a webhook was due until its event reached the receiver that
  /// answers.
  ///
  /// @param alone the result with only the hook of this receiver
  /// @param beside the result with a second hook whose receiver never answers
  /// @param hanging the number of calls that the hanging receiver did not answer
  public record Isolation(Histogram alone, Histogram beside, long hanging) {}

  /// The number of webhooks in a second, each sent as soon as the previous one was answered.
  ///
  /// @param without the rates without a hook, one for each round
  /// @param with the rates with one hook whose receiver answers immediately
  /// @param delivered the number of events that this receiver received
  public record Ingest(List<Double> without, List<Double> with, long delivered) {}

  /// Creates a session; each of its methods makes one measurement.
  ///
  /// @param webhook a webhook whose message id ends in a number of ten digits
  /// @param work an empty folder
  public HooksSession(Options options, RequestTemplate webhook, Path work) {
    this.options = options;
    this.webhook = webhook;
    this.work = work;
  }

  /// Measures how a hanging receiver affects another one.
  ///
  /// @throws IOException if the server fails, or an event does not arrive within a minute
  public Isolation isolation() throws IOException {
    Map<Long, Long> due = new ConcurrentHashMap<>();
    Histogram alone = new SynchronizedHistogram(LONGEST.toNanos(), 3);
    Histogram beside = new SynchronizedHistogram(LONGEST.toNanos(), 3);
    Histogram warmUp = new SynchronizedHistogram(LONGEST.toNanos(), 3);
    Histogram[] current = {warmUp};
    try (ServerProcess server = start("isolation");
        LightReceiver hanging = new LightReceiver(false, _ -> {});
        LightReceiver good =
            new LightReceiver(
                true,
                number -> {
                  Long at = due.remove(number);
                  if (at != null) { // otherwise the event was a repetition
                    synchronized (current) {
                      current[0].recordValue(System.nanoTime() - at);
                    }
                  }
                })) {
      var _ = add(server, good);
      run(server, options.warmUp(), due);
      for (int round = 0; round < options.rounds(); round++) {
        for (int part = 0; part < 2; part++) {
          boolean isBeside = (round + part) % 2 == 1;
          synchronized (current) {
            current[0] = isBeside ? beside : alone;
          }
          String other = isBeside ? add(server, hanging) : "";
          run(server, options.length(), due);
          if (isBeside) {
            remove(server, other);
          }
        }
      }
      return new Isolation(alone.copy(), beside.copy(), hanging.calls());
    }
  }

  /// Sends webhooks at the fixed rate, and waits until all events have arrived.
  private void run(ServerProcess server, Duration length, Map<Long, Long> due) throws IOException {
    var _ =
        LoadDriver.run(
            load(
                server,
                at -> {
                  long number = numbers.getAndIncrement();
                  due.put(number, at);
                  return number;
                }),
            new Pace.FixedRate(length, options.perSecond()));
    long deadline = System.nanoTime() + LATEST.toNanos();
    while (!due.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("%d events did not arrive".formatted(due.size()));
      }
      pause(Duration.ofMillis(5));
    }
  }

  /// Measures how a hook affects the rate of WhatsApp's webhooks.
  ///
  /// @throws IOException if the server fails
  public Ingest ingest() throws IOException {
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    try (ServerProcess server = start("ingest");
        LightReceiver good = new LightReceiver(true, _ -> {})) {
      var _ = backToBack(server, options.warmUp());
      for (int round = 0; round < options.rounds(); round++) {
        for (int part = 0; part < 2; part++) {
          boolean hasHook = (round + part) % 2 == 1;
          String hook = hasHook ? add(server, good) : "";
          (hasHook ? with : without).add(backToBack(server, options.length()).perSecond());
          if (hasHook) {
            remove(server, hook);
          }
        }
      }
      return new Ingest(without, with, good.calls());
    }
  }

  private LoadResult backToBack(ServerProcess server, Duration length) throws IOException {
    return LoadDriver.run(
        load(server, _ -> numbers.getAndIncrement()), new Pace.BackToBack(length));
  }

  private Load load(ServerProcess server, Numbers next) {
    return new Load(server.address(), webhook, 200, CONNECTIONS, next);
  }

  private ServerProcess start(String name) throws IOException {
    return options
        .parley()
        .start(
            Map.of(
                "DATA_DIR",
                work.resolve(name).toString(),
                "ANONYMOUS",
                "all",
                "HOOKS_ALLOW_PRIVATE",
                "true"),
            work.resolve("parley-" + name + ".log"));
  }

  /// @return the id of the hook
  private String add(ServerProcess server, LightReceiver receiver) throws IOException {
    String body = "{\"url\":\"%s\",\"events\":[\"message.received\"]}".formatted(receiver.url());
    HttpResponse<String> answer =
        ask(request(server, "/api/hooks").POST(BodyPublishers.ofString(body)).build(), 201);
    return JSON.readTree(answer.body()).path("id").asText();
  }

  private void remove(ServerProcess server, String hook) throws IOException {
    var _ = ask(request(server, "/api/hooks/" + hook).DELETE().build(), 204);
  }

  private static HttpRequest.Builder request(ServerProcess server, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .header("Content-Type", "application/json");
  }

  private HttpResponse<String> ask(HttpRequest request, int status) throws IOException {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != status) {
        throw new IOException("the server answered %d".formatted(answer.statusCode()));
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
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
