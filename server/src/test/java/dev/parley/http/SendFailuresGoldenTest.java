package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.SelfCheck;
import dev.parley.Waiting;
import dev.parley.advice.Advice;
import dev.parley.simulator.Fault;
import dev.parley.simulator.Faults;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tests what a client, an operator and the doctor see after each failure that sending can have. A
/// simulated Meta causes the failures. `golden/failure/<class>.txt` has the expected result;
/// `-Dgolden.update=true` rewrites these files, and a person reviews the difference.
///
/// A file shows for each failure of its class: the message in `GET /api/chats/:wa_id`, the problems
/// in `GET /health`, and the findings of `GET /api/doctor` and of `parley doctor` that differ from
/// those before the fault.
final class SendFailuresGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/failure");
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SECRET = "s3cret";

  /// The message is refused permanently.
  private static final List<Integer> FINAL =
      List.of(
          100, 130403, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131047, 131049,
          131044, 131050, 131051, 131052, 131053, 131062, 131063, 131064, 132000, 132001, 132005,
          132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069, 134100, 134101, 135000,
          137000, 555);

  /// Errors that arrive as a status after the message was accepted.
  private static final List<Integer> LATER =
      List.of(130472, 131000, 131026, 131042, 131047, 131049, 131050, 131053, 132015, 555);

  /// Errors after which the number waits: WhatsApp did nothing with the message.
  private static final List<Integer> NUMBER = List.of(4, 80007, 130429);

  /// Errors after which only the chat waits: WhatsApp did nothing with the message.
  private static final List<Integer> CHAT = List.of(131056, 131208);

  /// Errors after which everything waits until a person has repaired something.
  private static final List<Integer> ACCOUNT =
      List.of(
          0, 3, 10, 33, 190, 200, 299, 368, 131005, 131031, 131037, 131042, 131045, 131048, 133000,
          133005, 133006, 133008, 133009, 133010, 133015, 133016, 134011, 134102, 136024);

  /// WhatsApp may have the message.
  private static final List<Integer> UNCLEAR =
      List.of(1, 2, 131000, 131016, 131057, 133004, 2494100);

  @TempDir private Path folder;
  private final Clock real = Clock.systemUTC();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final Clock clock =
      ((InstantSource) () -> real.instant().plus(ahead.get())).withZone(ZoneOffset.UTC);
  private Simulator meta;

  /// The doctor's findings without faults, by the name of the check.
  private Map<String, String> inOrder = Map.of();

  private Map<String, String> commandInOrder = Map.of();
  private int customers;

  @BeforeEach
  void start() {
    meta = Simulator.start(SimulatorOptions.defaults().secret(SECRET).token("token"));
  }

  @AfterEach
  void stop() {
    meta.close();
  }

  private String[] settings(String... more) {
    return Stream.concat(
            Stream.of(
                "GRAPH_API_URL", meta.url().toString(),
                "WHATSAPP_ACCESS_TOKEN", "token",
                "PHONE_NUMBER_ID", "310987654321098",
                "BUSINESS_ACCOUNT_ID", "220045678901234",
                "WHATSAPP_APP_SECRET", SECRET,
                "WEBHOOK_VERIFY_TOKEN", "parley-simulator"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /// A server in its own folder, to which the simulator sends its webhooks.
  private RunningParley parley(String name, String... more) {
    RunningParley parley = RunningParley.start(folder.resolve(name), clock, settings(more));
    assertTrue(meta.webhook(URI.create("http://127.0.0.1:" + parley.port() + "/webhook")));
    return parley;
  }

  /// A customer writes, and is answered.
  ///
  /// @return the customer
  private String send(RunningParley parley) {
    String customer = Long.toString(15550001000L + customers++);
    meta.customerWrites(customer, "Hi");
    assertTrue(meta.ledger().awaitSettled(LONGEST), "the customer's message came");
    var answer =
        parley.post("/api/send", "{\"wa_id\":\"%s\",\"text\":\"Hello\"}".formatted(customer));
    assertEquals(201, answer.statusCode(), answer::body);
    return customer;
  }

  /// The answer to the customer.
  private static JsonNode message(RunningParley parley, String customer) {
    JsonNode chat = json(parley.get("/api/chats/" + customer));
    return chat.valueStream()
        .filter(it -> it.get("type").stringValue().equals("outgoing"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(chat.toString()));
  }

  private static boolean isAt(RunningParley parley, String customer, String delivery) {
    return message(parley, customer).get("delivery").stringValue().equals(delivery);
  }

  /// Waits until this number of messages was given to WhatsApp with this outcome, which the metrics
  /// count.
  private static void awaitOutcomes(RunningParley parley, String outcome, int count) {
    String line = "parley_send_seconds_count{outcome=\"%s\"} %d".formatted(outcome, count);
    Waiting.until(line, () -> parley.get("/metrics").body().contains(line + "\n"));
  }

  private static String masked(String text) {
    return text.replaceAll("msg_[0-9]+_[a-z0-9]+", "<id>")
        .replaceAll("wamid\\.[A-Za-z0-9+/=_-]+", "<wamid>")
        .replaceAll("[0-9-]{10}T[0-9:.]{12}Z", "<time>")
        .replaceAll("http://127\\.0\\.0\\.1:[0-9]+", "http://meta.example")
        .replaceAll("[0-9]+\\.[0-9] GB", "N GB");
  }

  /// The whole message in one line.
  private static String whole(JsonNode message) {
    return masked(message.toString().replaceAll("\"rev\":[0-9]+", "\"rev\":<n>"));
  }

  /// The fields of a message that describe its delivery.
  private static String fate(JsonNode message) {
    ObjectNode fate = ((ObjectNode) message.deepCopy()).retain("status", "delivery", "error");
    return masked(fate.toString());
  }

  /// The parts of the health answer that report problems.
  private static String health(RunningParley parley) {
    var answer = parley.get("/health");
    ObjectNode health = (ObjectNode) json(answer);
    health.remove(List.of("timestamp", "mongodb", "store", "version", "uptime"));
    return answer.statusCode() + " " + masked(health.toString());
  }

  private static Map<String, String> findings(JsonNode examination) {
    Map<String, String> findings = new HashMap<>();
    for (JsonNode finding : examination.get("findings")) {
      String advice = finding.get("advice").isNull() ? "" : " " + finding.get("advice").asString();
      findings.put(
          finding.get("name").stringValue(),
          masked(
              "%-7s %-14s %s%s"
                  .formatted(
                      finding.get("state").stringValue(),
                      finding.get("name").stringValue(),
                      finding.get("sentence").stringValue(),
                      advice)));
    }
    return findings;
  }

  private Map<String, String> command(String name, String... more) {
    return findings(
        JSON.readTree(
            SelfCheck.json(
                SelfCheck.examine(
                    RunningParley.config(folder.resolve(name), settings(more)), null, real))));
  }

  /// Runs the doctor on an installation without faults.
  private void learnWhatIsInOrder() {
    try (RunningParley parley = parley("in-order")) {
      inOrder = findings(json(parley.get("/api/doctor")));
      commandInOrder = command("in-order");
    }
  }

  /// The findings that differ from those before the fault.
  private static List<String> differing(Map<String, String> before, Map<String, String> now) {
    return now.entrySet().stream()
        .filter(it -> !it.getValue().equals(before.get(it.getKey())))
        .map(Map.Entry::getValue)
        .sorted()
        .toList();
  }

  /// What operators see. `both` contains the findings of the running server's doctor and of the
  /// command.
  private void addOperators(List<String> lines, String name, RunningParley parley, String... more) {
    lines.add("  health    " + health(parley));
    List<String> api = differing(inOrder, findings(json(parley.get("/api/doctor"))));
    List<String> command = differing(commandInOrder, command(name, more));
    add(lines, "both", api.stream().filter(command::contains).toList());
    add(lines, "api", api.stream().filter(it -> !command.contains(it)).toList());
    add(lines, "command", command.stream().filter(it -> !api.contains(it)).toList());
    if (api.isEmpty() && command.isEmpty()) {
      lines.add("  doctor    finds nothing");
    }
  }

  /// Checks that were skipped because of a failed check are put into one line.
  private static void add(List<String> lines, String who, List<String> found) {
    found.stream()
        .filter(it -> !it.startsWith("skipped"))
        .forEach(it -> lines.add("  %-9s %s".formatted(who, it)));
    List<String> skipped =
        found.stream()
            .filter(it -> it.startsWith("skipped"))
            .map(it -> it.split(" +", 3)[1])
            .toList();
    if (!skipped.isEmpty()) {
      lines.add("  %-9s skipped: %s".formatted(who, String.join(", ", skipped)));
    }
  }

  private static void compare(String name, List<String> lines) throws IOException {
    Path golden = GOLDEN.resolve(name + ".txt");
    String read = String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, read);
    }
    assertEquals(Files.readString(golden), read);
  }

  @Test
  void everyCodeWithAnAdviceBelongsToOneClass() {
    Set<Long> known = new HashSet<>();
    Stream.of(FINAL, NUMBER, CHAT, ACCOUNT, UNCLEAR)
        .flatMap(List::stream)
        .forEach(code -> assertTrue(known.add((long) code), () -> code + " is in two classes"));

    List<Long> missing = Advice.codes().stream().filter(it -> !known.contains(it)).toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void refusedMessagesFailWithTheirReason() throws IOException {
    compare("final", failing("final", FINAL, Faults.calm()::withError));
  }

  @Test
  void laterFailuresHaveTheirReason() throws IOException {
    compare("final-later", failing("later", LATER, Faults.calm()::withLaterError));
  }

  /// What becomes of one message for each code.
  private List<String> failing(String name, List<Integer> codes, IntFunction<Faults> fault)
      throws IOException {
    learnWhatIsInOrder();
    List<String> lines = new ArrayList<>();
    try (RunningParley parley = parley(name)) {
      for (int code : codes) {
        meta.faults(fault.apply(code));
        String customer = send(parley);
        Waiting.until(code + " fails", () -> isAt(parley, customer, "failed"));
        if (lines.isEmpty()) {
          lines.add("The whole message: " + whole(message(parley, customer)));
        }
        lines.add("");
        lines.add(Integer.toString(code));
        lines.add("  message   " + fate(message(parley, customer)));
      }
      lines.add("");
      lines.add("After all of them");
      addOperators(lines, name, parley);
    }
    return lines;
  }

  @Test
  void messagesOverTheCustomersLimitWait() throws IOException {
    compare("chat", waiting(CHAT));
  }

  @Test
  void messagesOverTheNumbersLimitWait() throws IOException {
    compare("number", waiting(NUMBER));
  }

  /// Each code has its own server, because the number of the previous one would still be waiting.
  private List<String> waiting(List<Integer> codes) {
    learnWhatIsInOrder();
    List<String> lines = new ArrayList<>();
    for (int code : codes) {
      String name = "waits-" + code;
      try (RunningParley parley = parley(name)) {
        meta.faults(Faults.calm().withError(code));
        String customer = send(parley);
        awaitOutcomes(parley, "not_now", 1);
        if (!lines.isEmpty()) {
          lines.add("");
        }
        lines.add(Integer.toString(code));
        lines.add("  message   " + fate(message(parley, customer)));
        addOperators(lines, name, parley);
      }
      meta.faults(Faults.calm());
    }
    return lines;
  }

  @Test
  void accountErrorsStopSending() throws IOException {
    learnWhatIsInOrder();
    List<String> lines = new ArrayList<>();
    for (int code : ACCOUNT) {
      addStopped(lines, Integer.toString(code), Faults.calm().withError(code));
    }
    addStopped(lines, "100, subcode 33", Faults.calm(), "PHONE_NUMBER_ID", "310987654321099");
    compare("account", lines);
  }

  /// Tests errors that all requests to Graph return, not only the request that sends a message.
  @Test
  void accountErrorsAreFoundByTheDoctor() throws IOException {
    learnWhatIsInOrder();
    List<String> lines = new ArrayList<>();
    for (Fault fault :
        List.of(
            Fault.ACCOUNT_TOKEN_EXPIRED,
            Fault.ACCOUNT_PERMISSION_MISSING,
            Fault.ACCOUNT_PAYMENT_PROBLEM,
            Fault.ACCOUNT_LOCKED,
            Fault.ACCOUNT_RESTRICTED,
            Fault.ACCOUNT_NOT_REGISTERED,
            Fault.ACCOUNT_NAME_NOT_APPROVED,
            Fault.ACCOUNT_SPAM_LIMIT)) {
      addStopped(lines, fault.wireName(), Faults.calm().with(fault, 1));
    }
    compare("account-everywhere", lines);
  }

  private void addStopped(List<String> lines, String what, Faults faults, String... more) {
    String name = "stopped-" + lines.size();
    try (RunningParley parley = parley(name, more)) {
      meta.faults(faults);
      String customer = send(parley);
      awaitOutcomes(parley, "stopped", 1);
      Waiting.until("/health shows the problem", () -> json(parley.get("/health")).has("sending"));
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(what);
      lines.add("  message   " + fate(message(parley, customer)));
      addOperators(lines, name, parley, more);
    }
    meta.faults(Faults.calm());
  }

  @Test
  void anUncertainMessageWaitsForAStatusAndThenFails() throws IOException {
    learnWhatIsInOrder();
    List<String> lines = new ArrayList<>();
    try (RunningParley parley = parley("unclear")) {
      List<String> asked = new ArrayList<>();
      for (int code : UNCLEAR) {
        meta.faults(Faults.calm().withError(code));
        asked.add(send(parley));
        awaitOutcomes(parley, "unknown", asked.size());
      }
      addUnclear(lines, "unclear", parley, UNCLEAR.stream().map(String::valueOf).toList(), asked);
    }
    compare("unclear", lines);
  }

  @Test
  void anUnknownAnswerIsUncertain() throws IOException {
    learnWhatIsInOrder();
    List<String> lines = new ArrayList<>();
    try (RunningParley parley = parley("strange")) {
      List<String> asked = new ArrayList<>();
      List<Fault> faults =
          List.of(Fault.ANSWER_HTML_502, Fault.ANSWER_EMPTY_503, Fault.ANSWER_RESET);
      for (Fault fault : faults) {
        meta.faults(Faults.calm().with(fault, 1));
        asked.add(send(parley));
        awaitOutcomes(parley, "unknown", asked.size());
      }
      addUnclear(lines, "strange", parley, faults.stream().map(Fault::wireName).toList(), asked);
    }
    compare("bad-gateway", lines);
  }

  @Test
  void aMissingAnswerIsUncertain() throws IOException {
    learnWhatIsInOrder();
    List<String> lines = new ArrayList<>();
    try (RunningParley parley = parley("silent", "SEND_TIMEOUT_SECONDS", "1")) {
      meta.faults(Faults.calm().with(Fault.ANSWER_TIMEOUT, 1));
      String customer = send(parley);
      awaitOutcomes(parley, "unknown", 1);
      addUnclear(lines, "silent", parley, List.of("answer.timeout"), List.of(customer));

      meta.faults(Faults.calm().with(Fault.ANSWER_TIMEOUT_AFTER_ACCEPTING, 1));
      String accepted = send(parley);
      Waiting.until("a status says that it was sent", () -> isAt(parley, accepted, "read"));
      lines.add("");
      lines.add("answer.timeoutAfterAccepting");
      lines.add("  statuses  " + fate(message(parley, accepted)));
    }
    compare("time-out", lines);
  }

  /// Adds messages that WhatsApp may have: while they wait for a status, and after the wait has
  /// ended without one.
  private void addUnclear(
      List<String> lines,
      String name,
      RunningParley parley,
      List<String> faults,
      List<String> customersAsked) {
    List<String> waiting = customersAsked.stream().map(it -> fate(message(parley, it))).toList();
    List<String> operators = new ArrayList<>();
    addOperators(operators, name, parley);
    meta.faults(Faults.calm());
    ahead.updateAndGet(it -> it.plusSeconds(121));
    var _ = send(parley); // wakes the sender
    for (String customer : customersAsked) {
      Waiting.until("no status came", () -> isAt(parley, customer, "failed"));
    }
    IntStream.range(0, faults.size())
        .forEach(i -> {
          lines.add(faults.get(i));
          lines.add("  message   " + waiting.get(i));
          lines.add("  2 minutes later");
          lines.add("            " + fate(message(parley, customersAsked.get(i))));
          lines.add("");
        });
    lines.add("After all of them");
    lines.addAll(operators);
  }

  @Test
  void anUnreachableServerIsRetried() throws IOException {
    learnWhatIsInOrder();
    List<String> lines = new ArrayList<>();
    String[] nowhere = {"GRAPH_API_URL", "http://127.0.0.1:1"};
    try (RunningParley parley = parley("unreached", nowhere)) {
      String customer = send(parley);
      awaitOutcomes(parley, "not_now", 1);
      lines.add("connection refused");
      lines.add("  message   " + fate(message(parley, customer)));
      addOperators(lines, "unreached", parley, nowhere);
    }
    compare("connection-refused", lines);
  }

  @Test
  void everyGoldenFileIsCompared() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertEquals(
          List.of(
              "account-everywhere.txt",
              "account.txt",
              "bad-gateway.txt",
              "chat.txt",
              "connection-refused.txt",
              "final-later.txt",
              "final.txt",
              "number.txt",
              "time-out.txt",
              "unclear.txt"),
          files.map(it -> String.valueOf(it.getFileName())).sorted().toList());
    }
  }
}
