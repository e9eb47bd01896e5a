package dev.parley.bench.access;

import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.LoadResult;
import dev.parley.bench.load.Median;
import dev.parley.bench.load.Pace;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.realtime.IdleSockets;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Measures the cost of credentials. Used by one thread.
public final class AccessSession {
  /// The server answers this request from memory, so the cost of the credential is a large part of
  /// it.
  private static final String PATH = "/api/chats?limit=1";

  private static final int CONNECTIONS = 16;
  private static final double BYSTANDERS_PER_SECOND = 200;

  private final Options options;
  private final Path work;
  private final PrintStream progress;

  /// The options of the measurements.
  ///
  /// @param before an older build, whose callers have no credentials; null if there is none
  /// @param rounds the number of measurements of each kind of request
  /// @param warmUp the warm-up of each kind before the first round
  /// @param length the duration of one measurement
  public record Options(
      @Nullable ParleyServer before,
      ParleyServer build,
      int rounds,
      Duration warmUp,
      Duration length) {}

  /// The results for requests of one kind of caller.
  ///
  /// @param cpuMicros the server's processor time for each request, the median of the rounds
  public record Requests(String caller, double perSecond, double cpuMicros) {}

  /// The results for idle sockets of one kind of caller.
  ///
  /// @param kilobytes the size of live objects on the Java heap for each socket
  public record Sockets(String caller, double kilobytes) {}

  /// The results of many sign-ins at once.
  ///
  /// @param answers the number of answers by status
  /// @param seconds the time until the last answer
  /// @param alone the latencies of other requests before the sign-ins, in nanoseconds
  /// @param beside the latencies of other requests during the sign-ins, in nanoseconds
  /// @param megabytesBefore the resident memory before the sign-ins
  /// @param mostMegabytes the highest resident memory during the sign-ins
  public record SignIns(
      Map<Integer, Long> answers,
      double seconds,
      Histogram alone,
      Histogram beside,
      double megabytesBefore,
      double mostMegabytes) {}

  private record Caller(String name, ServerProcess server, List<String> headers) {}

  /// @param work an empty folder
  public AccessSession(Options options, Path work, PrintStream progress) {
    this.options = options;
    this.work = work;
    this.progress = progress;
  }

  /// Measures the same request for each kind of caller in turn.
  public List<Requests> requests() throws IOException {
    try (ServerProcess server = Owner.start(options.build(), work.resolve("requests"));
        HttpClient http = HttpClient.newHttpClient()) {
      if (options.before() == null) {
        return requests(callers(server, http));
      }
      try (ServerProcess older = older("requests-before")) {
        List<Caller> all = new ArrayList<>(List.of(new Caller("before", older, List.of())));
        all.addAll(callers(server, http));
        return requests(all);
      }
    }
  }

  private ServerProcess older(String name) throws IOException {
    ParleyServer build = options.before() == null ? options.build() : options.before();
    return build.start(
        Map.of("DATA_DIR", work.resolve(name).toString()), work.resolve(name + ".log"));
  }

  private static List<Caller> callers(ServerProcess server, HttpClient http) throws IOException {
    Owner owner = new Owner(http, server);
    return List.of(
        new Caller("anonymous", server, List.of()),
        new Caller("session", server, List.of(owner.cookie())),
        new Caller("API key", server, List.of(owner.key())),
        new Caller("token", server, List.of(owner.token())));
  }

  private List<Requests> requests(List<Caller> callers) throws IOException {
    List<List<Requests>> all = new ArrayList<>();
    for (Caller caller : callers) {
      all.add(new ArrayList<>());
      Requests _ = measure(caller, options.warmUp());
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < callers.size(); i++) {
      order.add(i);
    }
    for (int round = 0; round < options.rounds(); round++) {
      progress.printf("requests, round %d%n", round + 1);
      for (int i : order) {
        all.get(i).add(measure(callers.get(i), options.length()));
      }
      Collections.rotate(order, 1);
    }
    return all.stream()
        .map(rounds ->
            new Requests(
                rounds.getFirst().caller(),
                Median.of(rounds, Requests::perSecond),
                Median.of(rounds, Requests::cpuMicros)))
        .toList();
  }

  private static Requests measure(Caller caller, Duration length) throws IOException {
    Duration cpu = caller.server().cpu();
    LoadResult result =
        LoadDriver.run(load(caller.server(), caller.headers()), new Pace.BackToBack(length));
    return new Requests(
        caller.name(),
        result.perSecond(),
        caller.server().cpu().minus(cpu).toNanos() / 1e3 / result.answers());
  }

  private static Load load(ServerProcess server, List<String> headers) {
    RequestTemplate request = RequestTemplate.get(PATH, headers.toArray(String[]::new));
    return new Load(server.address(), request, 200, CONNECTIONS, _ -> 0);
  }

  /// Measures the memory of idle sockets, with a separate server for each kind of caller.
  ///
  /// @param count the number of sockets
  public List<Sockets> sockets(int count) throws IOException {
    List<Sockets> all = new ArrayList<>();
    if (options.before() != null) {
      progress.println("sockets: before");
      try (ServerProcess older = older("sockets-before")) {
        all.add(new Sockets("before", IdleSockets.kilobytesEach(older, count, List.of())));
      }
    }
    for (String name : List.of("anonymous", "session", "API key")) {
      progress.println("sockets: " + name);
      try (ServerProcess server = Owner.start(options.build(), work.resolve("sockets-" + name));
          HttpClient http = HttpClient.newHttpClient()) {
        Caller caller =
            callers(server, http).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        all.add(new Sockets(name, IdleSockets.kilobytesEach(server, count, caller.headers())));
      }
    }
    return all;
  }

  /// Lets many strangers, each from another address, try to sign in at the same moment, while
  /// authorized callers send requests.
  public SignIns signIns(int count) throws IOException {
    progress.println("sign-ins");
    try (ServerProcess server = Owner.start(options.build(), work.resolve("sign-ins"));
        HttpClient http = HttpClient.newHttpClient()) {
      Load bystanders = load(server, List.of(new Owner(http, server).key()));
      LoadDriver.run(bystanders, new Pace.BackToBack(options.warmUp()));
      Pace pace = new Pace.FixedRate(options.length(), BYSTANDERS_PER_SECOND);
      Histogram alone = LoadDriver.run(bystanders, pace).latencies();
      double resident = server.residentMegabytes();
      try (Strangers strangers = new Strangers(server)) {
        strangers.knock(count);
        Histogram beside = new Histogram(alone);
        beside.reset();
        double most = resident;
        do {
          beside.add(
              LoadDriver.run(
                      bystanders, new Pace.FixedRate(Duration.ofSeconds(1), BYSTANDERS_PER_SECOND))
                  .latencies());
          most = Math.max(most, server.residentMegabytes());
        } while (!strangers.areAnswered());
        return new SignIns(strangers.answers(), strangers.seconds(), alone, beside, resident, most);
      }
    }
  }
}
