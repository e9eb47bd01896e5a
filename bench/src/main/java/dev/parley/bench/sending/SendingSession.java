package dev.parley.bench.sending;

import dev.parley.bench.frame.FrameSession;
import dev.parley.bench.load.Load;
import dev.parley.bench.load.LoadDriver;
import dev.parley.bench.load.Pace;
import dev.parley.bench.load.RequestTemplate;
import dev.parley.bench.server.Jcmd;
import dev.parley.bench.server.ParleyServer;
import dev.parley.bench.server.ServerProcess;
import dev.parley.simulator.AcceptedMessage;
import dev.parley.simulator.BusinessNumber;
import dev.parley.simulator.Fault;
import dev.parley.simulator.Faults;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// Measurements of sending. Each starts its own servers in its own folder. Used by one thread.
public final class SendingSession {
  private static final int CONNECTIONS = 32;
  private static final Duration FILLING = Duration.ofMinutes(5);
  private static final Duration REST = Duration.ofSeconds(20);
  private static final Duration A_MOMENT = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final String NUMBER = "106540352242922";
  private static final String DISPLAY = "15550783881";
  private static final String VERIFY_TOKEN = "bench";

  /// Meta's error codes for too many messages from one number, and to one customer.
  private static final List<Integer> TOO_MANY = List.of(130429, 131056);

  private final ParleyServer parley;
  private final Path work;
  private final PrintStream progress;
  private int servers;

  /// Creates a session; each of its methods makes one measurement.
  ///
  /// @param work an empty folder
  public SendingSession(ParleyServer parley, Path work, PrintStream progress) {
    this.parley = parley;
    this.work = work;
    this.progress = progress;
  }

  /// The rate at which messages are sent.
  ///
  /// @param perSecond messages that were accepted
  /// @param mostUnderWay the highest number of messages that waited for an answer at once
  /// @param serverBusy the number of processors that the server kept busy
  /// @param driverBusy the number of processors that this process kept busy, which also runs the
  ///   simulated WhatsApp
  public record Rate(
      int allowedPerSecond,
      double perSecond,
      int mostUnderWay,
      double serverBusy,
      double driverBusy) {}

  /// Measures how fast Parley sends messages from an outbox that was filled before. Only the
  /// setting limits the rate.
  ///
  /// @param perSecond `SEND_PER_SECOND`
  /// @param answer the time that the peer takes to answer
  public Rate rate(int perSecond, Duration answer, Duration warmUp, Duration length)
      throws IOException {
    Path data = work.resolve("rate");
    long messages = perSecond * (warmUp.toSeconds() + length.toSeconds() + 5);
    try (LightMeta meta = new LightMeta(answer)) {
      fill(data, meta, messages);
      try (ServerProcess server = start(data, account(meta.url(), perSecond))) {
        sleep(warmUp);
        var _ = meta.mostUnderWay();
        long count = meta.accepted();
        long begun = System.nanoTime();
        Duration serverCpu = server.cpu();
        Duration driverCpu = ServerProcess.ownCpu();
        sleep(length);
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Rate(
            perSecond,
            (meta.accepted() - count) / seconds,
            meta.mostUnderWay(),
            server.cpu().minus(serverCpu).toNanos() / 1e9 / seconds,
            ServerProcess.ownCpu().minus(driverCpu).toNanos() / 1e9 / seconds);
      }
    }
  }

  /// The memory of a server.
  ///
  /// @param when the state of the server, for people
  /// @param liveMegabytes the part of it that live objects on the Java heap take
  public record Memory(String when, double residentMegabytes, double liveMegabytes) {}

  /// Measures the memory of a server with many waiting messages, and of one without.
  ///
  /// @return five values: without messages; after writing `messages` messages that wait; after a
  ///   restart with these; after writing the same number of messages that do not wait; after a
  ///   restart with those
  public List<Memory> memory(long messages) throws IOException {
    List<Memory> all = new ArrayList<>();
    try (LightMeta meta = new LightMeta(Duration.ofMillis(100))) {
      Map<String, String> slow = account(meta.url(), 1);
      Path waiting = work.resolve("waiting");
      try (ServerProcess server = start(waiting, slow)) {
        all.add(rested(server, "idle, no messages"));
        write(server, campaign("1556", messages), messages);
        all.add(rested(server, "%,d waiting, just written".formatted(messages)));
      }
      try (ServerProcess server = start(waiting, slow)) {
        all.add(rested(server, "%,d waiting, after a restart".formatted(messages)));
      }
      Path stored = work.resolve("stored");
      try (ServerProcess server = start(stored, Map.of())) {
        write(server, campaign("1556", messages), messages);
        all.add(rested(server, "%,d stored, none waiting, just written".formatted(messages)));
      }
      try (ServerProcess server = start(stored, slow)) {
        all.add(rested(server, "%,d stored, none waiting, after a restart".formatted(messages)));
      }
    }
    return all;
  }

  /// Reads the resident memory first, because reading the size of live objects makes the server
  /// collect garbage.
  private Memory rested(ServerProcess server, String when) throws IOException {
    sleep(REST);
    double resident = server.residentMegabytes();
    long live = Jcmd.live(server.pid()).values().stream().mapToLong(Long::longValue).sum();
    Memory memory = new Memory(when, resident, live / 1024.0 / 1024.0);
    progress.printf("%s: %.0f MB resident, %.1f live%n", when, resident, memory.liveMegabytes());
    return memory;
  }

  /// The latency of webhooks during a campaign.
  ///
  /// @param campaignPerSecond messages of the campaign in each second; 0: no campaign
  /// @param answered nanoseconds from the time at which a webhook was due until it was answered,
  ///   which happens once it is on disk
  /// @param arrived nanoseconds from the time at which a webhook was due until its message arrived
  ///   at a socket
  public record WebhooksDuringCampaign(
      int campaignPerSecond, Histogram answered, Histogram arrived, double serverBusy) {}

  /// Measures webhooks at a fixed rate, and the sockets that receive their messages, while Parley
  /// sends a campaign.
  ///
  /// @param campaignPerSecond `SEND_PER_SECOND`; 0: no campaign
  /// @param webhook a webhook whose message id ends in a number of ten digits
  public WebhooksDuringCampaign webhooksBeside(
      int campaignPerSecond,
      RequestTemplate webhook,
      double webhooksPerSecond,
      Duration warmUp,
      Duration length)
      throws IOException {
    Path data = work.resolve("beside-" + campaignPerSecond);
    var frame = new FrameSession.Options(parley, 10, 4, webhooksPerSecond, warmUp, length);
    try (LightMeta meta = new LightMeta(Duration.ofMillis(100))) {
      // Every store is filled with more messages than the run can send, so that all stores are
      // alike.
      long seconds = warmUp.toSeconds() + length.toSeconds() + 5;
      fill(data, meta, Math.max(1, campaignPerSecond) * seconds);
      Map<String, String> settings =
          campaignPerSecond == 0 ? Map.of() : account(meta.url(), campaignPerSecond);
      try (ServerProcess server = start(data, settings)) {
        FrameSession.Result result = new FrameSession(frame, webhook, work).measure(server);
        return new WebhooksDuringCampaign(
            campaignPerSecond, result.answered(), result.arrived(), result.serverBusy());
      }
    }
  }

  /// The outcome of a campaign whose limits Meta enforces.
  ///
  /// @param accepted the number of messages that Meta accepted: the campaign and the answers to
  ///   customers
  /// @param twice the number of messages that Meta accepted twice
  /// @param refused the number of refusals because of too many messages, by error code
  /// @param otherErrors the number of other errors that Meta returned
  /// @param seconds the time from the first accepted message to the last
  /// @param live the milliseconds from the response of `POST /api/send` until Meta had the message,
  ///   for answers to customers
  public record Campaign(
      long accepted,
      long twice,
      Map<Integer, Long> refused,
      long otherErrors,
      double seconds,
      Histogram live) {}

  /// Sends a campaign to a simulated Meta that accepts 80 messages a second. For each customer it
  /// accepts 45 messages at once and then one every six seconds. Half of the messages go to a
  /// hundred customers; every other customer gets two messages. Meanwhile agents answer customers.
  ///
  /// @param messages the number of messages of the campaign; even
  /// @param live the number of answers, spread over the campaign
  public Campaign campaign(long messages, int live) throws IOException {
    SimulatorOptions options =
        SimulatorOptions.defaults()
            .numbers(List.of(new BusinessNumber(NUMBER, DISPLAY)))
            .verifyToken(VERIFY_TOKEN)
            .faults(Faults.calm().with(Fault.RULES_NO_WINDOW, 1));
    try (Simulator meta = Simulator.start(options);
        ServerProcess server =
            start(work.resolve("campaign"), account(meta.url().toString(), 80))) {
      URI webhook = URI.create("http://127.0.0.1:" + server.address().getPort() + "/webhook");
      if (!meta.webhook(webhook)) {
        throw new IOException("the webhook could not be verified");
      }
      for (int i = 0; i < live; i++) {
        var _ = meta.customerWrites(customer(i), "Is my parcel on its way?");
      }
      if (!meta.ledger().awaitSettled(FILLING)) {
        throw new IOException("customers' messages did not arrive");
      }
      sleep(Duration.ofSeconds(5)); // these messages counted towards the number's limit
      write(server, regulars(messages / 2), messages / 2);
      write(server, campaign("1556", messages / 4), messages - messages / 2);
      Map<String, Long> answered = answer(server, live, Duration.ofSeconds(messages / 80));
      long end = System.nanoTime() + LONGEST.toNanos();
      while (meta.ledger().accepted().size() < messages + live && System.nanoTime() < end) {
        sleep(A_MOMENT);
      }
      int accepted = meta.ledger().accepted().size();
      if (accepted < messages + live) {
        throw new IOException(
            "Meta accepted only %d of %d messages".formatted(accepted, messages + live));
      }
      return summary(meta, answered);
    }
  }

  private static Campaign summary(Simulator meta, Map<String, Long> answered) {
    List<AcceptedMessage> accepted = meta.ledger().accepted();
    Histogram live = new Histogram(LONGEST.toMillis(), 3);
    Map<String, Integer> times = new HashMap<>();
    for (AcceptedMessage message : accepted) {
      String id = String.valueOf(message.callback());
      times.merge(id, 1, Integer::sum);
      Long at = answered.get(id);
      if (at != null) {
        live.recordValue(Math.max(0, message.at() - at));
      }
    }
    Map<Integer, Long> errors = meta.ledger().errors();
    Map<Integer, Long> refused = new HashMap<>();
    TOO_MANY.forEach(code -> refused.put(code, errors.getOrDefault(code, 0L)));
    long others =
        errors.entrySet().stream()
            .filter(it -> !TOO_MANY.contains(it.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new Campaign(
        accepted.size(),
        times.values().stream().filter(it -> it > 1).count(),
        refused,
        others,
        (accepted.getLast().at() - accepted.getFirst().at()) / 1000.0,
        live);
  }

  /// Answers customers who have written, one after the other.
  ///
  /// @return the time at which Parley accepted each answer, in milliseconds since 1970, by its id
  private static Map<String, Long> answer(ServerProcess server, int count, Duration during)
      throws IOException {
    Map<String, Long> answered = new HashMap<>();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int i = 0; i < count; i++) {
        sleep(during.dividedBy(count));
        String id = "live-%06d".formatted(i);
        String body =
            "{\"id\":\"%s\",\"wa_id\":\"%s\",\"text\":\"Yes, it is.\"}".formatted(id, customer(i));
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.address().getPort() + "/api/send"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        answered.put(id, System.currentTimeMillis());
        if (response.statusCode() != 201) {
          throw new IOException("an answer was refused: " + response.body());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return answered;
  }

  private static String customer(int index) {
    return "1558%07d".formatted(index);
  }

  /// One message to each of `customers` customers, then again from the first.
  private static RequestTemplate campaign(String prefix, long customers) {
    return RequestTemplate.post(
        "/api/send",
        """
        {"wa_id":"%s{number%%%d:7}","text":"Our spring sale begins on Monday, number {number:10}."}\
        """
            .formatted(prefix, customers));
  }

  /// Messages to a hundred customers.
  private static RequestTemplate regulars(long messages) {
    return campaign("1557", Math.min(100, messages));
  }

  /// Fills an outbox from which Parley sends only one message a second.
  private void fill(Path data, LightMeta meta, long messages) throws IOException {
    try (ServerProcess server = start(data, account(meta.url(), 1))) {
      write(server, campaign("1556", messages), messages);
    }
  }

  private void write(ServerProcess server, RequestTemplate message, long count) throws IOException {
    AtomicLong numbers = new AtomicLong();
    Load load =
        new Load(server.address(), message, 201, CONNECTIONS, _ -> numbers.getAndIncrement());
    long answers = LoadDriver.run(load, new Pace.BackToBack(FILLING, count)).answers();
    if (answers < count) {
      throw new IOException("only %d of %d messages were accepted".formatted(answers, count));
    }
  }

  private ServerProcess start(Path data, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("DATA_DIR", data.toString());
    return parley.start(all, work.resolve("parley-%d.log".formatted(++servers)));
  }

  private static Map<String, String> account(String graphUrl, int perSecond) {
    return Map.of(
        "GRAPH_API_URL", graphUrl,
        "WHATSAPP_ACCESS_TOKEN", "bench-token",
        "PHONE_NUMBER_ID", NUMBER,
        "WEBHOOK_VERIFY_TOKEN", VERIFY_TOKEN,
        "SEND_PER_SECOND", Integer.toString(perSecond));
  }

  private static void sleep(Duration time) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
