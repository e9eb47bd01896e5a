package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.parley.ParleyProcess.Ended;
import dev.parley.store.mongo.TestMongo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests the output and the exit codes of the commands, as a person runs them. `HelpTest` tests
/// their help, and their messages after wrong usage.
@Timeout(120)
final class CommandsIT {
  private static final Map<String, String> NOTHING_SET = Map.of();
  private static final Map<String, String> ANY_PORT = Map.of("PORT", "0", "HOST", "127.0.0.1");
  private static final List<String> CHECKS =
      List.of(
          "Health Check - PASSED (200)",
          "Get All Chats - PASSED (200)",
          "Send Message - PASSED (201)",
          "Create/Update Contact - PASSED (200)",
          "Get All Contacts - PASSED (200)",
          "Webhook - New Message - PASSED (200)",
          "Webhook - Status Update - PASSED (200)",
          "Webhook - WhatsApp Business Format - PASSED (200)",
          "Get Specific Chat Messages - PASSED (200)",
          "Mark Messages as Read - PASSED (200)");

  @TempDir Path folder = Path.of("");

  @Test
  void helpVersionAndWrongUsageEndWithTheirExitCodes() {
    Ended help = run("--help");
    Ended version = run("--version");
    Ended wrong = run("--nonsense");

    assertEquals(0, help.exit());
    assertTrue(help.out().startsWith("Usage: parley"), help.out());
    assertEquals(new Ended(0, version.out(), ""), version);
    assertTrue(version.out().matches("parley \\d+\\.\\d+\\.\\d+.*"), version.out());
    assertEquals(2, wrong.exit());
    assertEquals("", wrong.out());
    assertTrue(wrong.err().contains("Usage: parley"), wrong.err());
  }

  @Test
  void theSamplesAreStoredOnce() {
    Ended first = run("process-payloads");
    Ended verified = run("verify-payloads");
    Ended second = run("process-payloads");
    Ended verifiedAgain = run("verify-payloads");

    assertEquals(0, first.exit());
    assertEquals("8 files: 4 added, 3 updated, 1 skipped", lastLine(first.out()));
    assertEquals(0, second.exit());
    assertEquals("8 files: 8 skipped", lastLine(second.out()));
    assertEquals(0, verified.exit());
    assertTrue(
        verified
            .out()
            .startsWith(
                """
                Messages
                  incoming        2
                    delivered      2
                  outgoing        2
                    delivered      1
                    read          1
                Chats             2
                Contacts          2
                Waiting           0 statuses for messages that have not come
                Unprocessed       0 webhook bodies
                """),
        verified.out());
    assertTrue(verified.out().contains("✓✓"), verified.out());
    assertTrue(verified.out().contains("[conversation_1_message_2.json]"), verified.out());
    assertEquals(verified, verifiedAgain);
  }

  @Test
  void filesOfAFolderAreStoredInNameOrderAndUnknownOnesAreKept() throws IOException {
    Path payloads = Files.createDirectory(folder.resolve("payloads"));
    Files.writeString(payloads.resolve("b.json"), "{\"wa_id\":\"12025550111\",\"text\":\"Hi\"}");
    Files.writeString(
        payloads.resolve("a.json"),
        "{\"entry\":[{\"changes\":[{\"field\":\"colours\",\"value\":{}}]}]}");
    Files.writeString(payloads.resolve("notes.txt"), "{");

    Ended processed = run("process-payloads", "payloads");
    Ended listed = run("webhooks", "list");
    Ended shown = run("webhooks", "show", "1");
    Ended replayed = run("webhooks", "replay");

    assertEquals(1, processed.exit());
    assertTrue(
        processed.out().matches("(?s)a.json +1 kept as unprocessed\nb.json +1 added\n.*"),
        processed.out());
    assertEquals("2 files: 1 added, 1 kept as unprocessed", lastLine(processed.out()));
    assertEquals(0, listed.exit());
    assertTrue(listed.out().startsWith("1  "), listed.out());
    assertTrue(listed.out().contains("field 'colours'"), listed.out());
    assertEquals(0, shown.exit());
    assertEquals(Files.readString(payloads.resolve("a.json")), lastLine(shown.out()));
    assertEquals(1, replayed.exit());
    assertTrue(replayed.out().endsWith("1 not understood"), replayed.out());
  }

  @Test
  void onlyEntriesThatNeedAttentionAreListedAndDismissedByNumberOrKind() throws IOException {
    listAndDismiss(Map.of());
  }

  @Test
  void theSameOnMongoDb() throws IOException {
    try (TestMongo mongo = new TestMongo()) {
      listAndDismiss(Map.of("MONGODB_URI", mongo.uri()));
    }
  }

  private void listAndDismiss(Map<String, String> store) throws IOException {
    Path payloads = Files.createDirectory(folder.resolve("payloads"));
    List<String> fields =
        List.of("colours", "message_template_status_update", "history", "account_update", "sounds");
    for (int i = 0; i < fields.size(); i++) {
      Files.writeString(
          payloads.resolve(i + ".json"),
          "{\"entry\":[{\"changes\":[{\"field\":\"%s\",\"value\":{}}]}]}".formatted(fields.get(i)));
    }
    ParleyProcess.run(folder, store, "process-payloads", "payloads");

    String listed = ParleyProcess.run(folder, store, "webhooks", "list").out();
    Ended one = ParleyProcess.run(folder, store, "webhooks", "dismiss", "1");
    Ended missing = ParleyProcess.run(folder, store, "webhooks", "dismiss", "3", "1");
    Ended routine = ParleyProcess.run(folder, store, "webhooks", "dismiss", "--routine");
    String left = ParleyProcess.run(folder, store, "webhooks", "list", "--all").out();
    Ended all = ParleyProcess.run(folder, store, "webhooks", "dismiss", "--all");
    Ended again = ParleyProcess.run(folder, store, "webhooks", "dismiss", "--all");

    assertEquals(4, listed.lines().count(), listed);
    assertFalse(listed.contains("template"), listed);
    assertEquals("2 more are routine: `parley webhooks list --routine`", lastLine(listed));
    assertPrints("1 dismissed", one);
    assertEquals(1, missing.exit());
    assertEquals("1 dismissed", missing.out());
    assertTrue(missing.err().contains("there is no unprocessed webhook 1"), missing.err());
    assertPrints("2 dismissed", routine);
    assertEquals(1, left.lines().count(), left);
    assertTrue(left.contains("'sounds'"), left);
    assertPrints("1 dismissed", all);
    assertPrints("0 dismissed", again);
    assertEquals(
        new Ended(0, "", ""), ParleyProcess.run(folder, store, "webhooks", "list", "--all"));
  }

  /// Commands on MongoDB also write log lines.
  private static void assertPrints(String out, Ended ended) {
    assertEquals(0, ended.exit(), ended.err());
    assertEquals(out, ended.out());
  }

  @Test
  void unreadableFilesAreNamedAndTheOthersAreStored() throws IOException {
    Path payloads = Files.createDirectory(folder.resolve("payloads"));
    Files.writeString(
        payloads.resolve("a.json"), "{\"wa_id\":\"12025550111\",\"text\":\"a\",\"id\":\"a\"}");
    Files.createDirectory(payloads.resolve("m.json"));
    Files.createSymbolicLink(payloads.resolve("n.json"), folder.resolve("nowhere"));
    Files.writeString(
        payloads.resolve("z.json"), "{\"wa_id\":\"12025550111\",\"text\":\"z\",\"id\":\"z\"}");

    Ended processed = run("process-payloads", "payloads");

    assertEquals(1, processed.exit());
    assertEquals(
        """
        a.json                             1 added
        m.json                             cannot be read: not a file
        n.json                             cannot be read: it leads to no file
        z.json                             1 added

        4 files: 2 added, 2 not read\
        """,
        processed.out());
  }

  @Test
  void everyCommandOfTheLauncherIsInTheHelp() {
    String help = run("--help").out();

    for (String command : List.of("serve", "dev", "bench", "simulate", "package", "webhooks")) {
      assertTrue(help.contains("\n  " + command + " "), command);
    }
  }

  @Test
  void sampleConversationsAreAddedOnce() {
    assertEquals(new Ended(0, "4 contacts, 11 messages added", ""), run("seed"));
    assertEquals(new Ended(0, "4 contacts, 0 messages added", ""), run("seed"));
  }

  @Test
  void aFailureIsReportedInOneSentence() {
    assertFails("nowhere is not a folder", run("process-payloads", "nowhere"));
    assertFails("there is no database in ./data yet", run("verify-payloads"));
    assertEquals(0, run("seed").exit());
    assertFails("there is no unprocessed webhook 7", run("webhooks", "show", "7"));
    assertFails("there is no unprocessed webhook 7", run("webhooks", "replay", "7"));
    assertEquals(0, run("backup", "copy.db").exit());
    assertFails("copy.db is there already", run("backup", "copy.db"));
    assertFails("start it as ./parley dev", run("dev"));
  }

  @Test
  void twoProcessesCannotWorkOnOneFolder() {
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve")) {
      server.ready();

      assertFails(
          "another Parley is running on the data folder ./data",
          ParleyProcess.run(folder, ANY_PORT, "serve"));
      assertTrue(server.isAlive());
    }
  }

  @Test
  void aBackupOfARunningServerCanBeRestored() throws IOException {
    assertEquals(0, run("seed").exit());
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve")) {
      URI uri = server.ready();

      Ended backup = run("backup", "copy.db");
      assertEquals(0, run("test-api", uri.toString()).exit());

      assertEquals(
          "copy.db, %d bytes".formatted(Files.size(folder.resolve("copy.db"))), backup.out());
    }
    Path restored = Files.createDirectory(folder.resolve("restored"));
    Files.copy(folder.resolve("copy.db"), restored.resolve("parley.db"));
    Ended verified = ParleyProcess.run(folder, Map.of("DATA_DIR", "restored"), "verify-payloads");
    assertEquals(0, verified.exit());
    assertTrue(verified.out().contains("Chats             4\n"), verified.out());
    assertEquals(
        "4 contacts, 0 messages added",
        ParleyProcess.run(folder, Map.of("DATA_DIR", "restored"), "seed").out());
  }

  @Test
  void aServerInProductionPassesTheTenChecks() {
    Map<String, String> settings =
        Map.of(
            "PORT", String.valueOf(freePort()),
            "HOST", "127.0.0.1",
            "NODE_ENV", "production",
            "WHATSAPP_APP_SECRET", "current,previous");
    try (ParleyProcess server = ParleyProcess.start(folder, settings, "serve")) {
      server.ready();

      Ended first = ParleyProcess.run(folder, settings, "test-api");
      Ended second = ParleyProcess.run(folder, settings, "test-api");

      assertEquals(CHECKS, first.out().lines().limit(CHECKS.size()).toList());
      assertEquals("10 of 10 checks passed", lastLine(first.out()));
      assertEquals(0, first.exit());
      assertEquals(first, second);
    }
  }

  @Test
  void theTenChecksExamineTheAnswers() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"success\":true}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    other.start();
    try {
      Ended failed = run("test-api", "http://127.0.0.1:" + other.getAddress().getPort());

      assertEquals(1, failed.exit());
      assertEquals("0 of 10 checks passed", lastLine(failed.out()));
      assertTrue(
          failed.out().startsWith("Health Check - FAILED (status is '' instead of 'OK')\n"),
          failed.out());
    } finally {
      other.stop(0);
    }
  }

  @Test
  void withoutAServerTheTenChecksSayHowToGetOne() {
    String url = "http://127.0.0.1:" + freePort();

    assertFails("no server answers at " + url, run("test-api", url));
    assertEquals(2, run("test-api", "ftp://127.0.0.1").exit());
  }

  @Test
  void withoutAServerTheDemoSaysHowToGetOne() {
    String url = "http://127.0.0.1:" + freePort();

    assertFails("no server answers at " + url, run("realtime-demo", "--server", url));
  }

  @Test
  void allWrongSettingsAreReportedAtOnceWithoutSecrets() {
    Map<String, String> wrong =
        Map.of(
            "PORT", "abc",
            "LOG_LEVEL", "loud",
            "CORS_ORIGINS", "nonsense",
            "MONGODB_URI", "mongo://parley:hunter2@db");
    Ended ended = ParleyProcess.run(folder, wrong, "serve");

    assertEquals(1, ended.exit());
    assertEquals("", ended.out());
    for (String name : wrong.keySet()) {
      assertTrue(ended.err().contains("\n  " + name + " "), name + " in " + ended.err());
    }
    assertFalse(ended.err().contains("hunter2"), ended.err());
  }

  @Test
  void secretsAreNeverPrinted() throws IOException {
    Files.writeString(
        folder.resolve(".env"),
        """
        WHATSAPP_APP_SECRET=hunter2-app
        WHATSAPP_ACCESS_TOKEN=hunter2-access
        WEBHOOK_VERIFY_TOKEN=hunter2-verify
        PHONE_NUMBER_ID=1234
        GRAPH_API_URL=http://127.0.0.1:1
        LOG_LEVEL=trace
        """);
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve")) {
      URI uri = server.ready();
      Ended checked = run("test-api", uri.toString());
      Ended refused =
          ParleyProcess.run(
              folder, Map.of("WHATSAPP_APP_SECRET", "hunter2-other"), "test-api", uri.toString());
      server.terminate();
      Ended served = server.end();

      assertEquals(0, checked.exit(), checked.out());
      assertEquals(1, refused.exit(), refused.out());
      assertTrue(refused.out().contains("FAILED (401 instead of 200"), refused.out());
      String everything = List.of(checked, refused, served).toString();
      assertFalse(everything.contains("hunter2"), everything);
      assertFalse(everything.contains("Received by test-api"), everything);
    }
  }

  @Test
  void coloursAreForTerminalsAndNotWithNoColor() {
    assertEquals(0, run("seed").exit());

    assertFalse(coloured(NOTHING_SET));
    assertTrue(coloured(Map.of("CLICOLOR_FORCE", "1")));
    assertFalse(coloured(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")));
  }

  @Test
  void theLauncherRunsCommandsFromAnywhere() throws IOException {
    Path packaged = Files.createDirectories(folder.resolve("opt/parley/server/target"));
    Path launcher = packaged.resolve("../../parley").normalize();
    Files.copy(ParleyProcess.HOME.resolve("parley"), launcher);
    Path jar = Files.createSymbolicLink(packaged.resolve("parley.jar"), ParleyProcess.JAR);
    Path lib =
        Files.createSymbolicLink(packaged.resolve("lib"), ParleyProcess.JAR.resolveSibling("lib"));
    Path link = Files.createSymbolicLink(folder.resolve("parley"), launcher);
    try {
      assertEquals(run("--version"), launch(link, "--version"));
      assertEquals(new Ended(0, "4 contacts, 11 messages added", ""), launch(link, "seed"));
      assertTrue(Files.exists(folder.resolve("data/parley.db")));
      assertFails("start it as ./parley dev", launch(link, "dev"));
      assertEquals(2, launch(link, "nonsense").exit());
    } finally {
      Files.delete(jar);
      Files.delete(lib); // JUnit warns about links to files outside of the folder
    }
  }

  private boolean coloured(Map<String, String> settings) {
    return ParleyProcess.run(folder, settings, "verify-payloads").out().contains("\u001b[");
  }

  @Test
  void theDoctorReportsMissingSettingsAndFailsOnlyForFailedChecks() {
    Ended demo = run("doctor");
    Ended json = run("doctor", "--json");
    try (FakeGraphApi meta = new FakeGraphApi()) {
      meta.time(Instant.now());
      Ended good = ParleyProcess.run(folder, meta.settings(), "doctor");
      Ended moved = ParleyProcess.run(folder, meta.settings(), "doctor", "http://127.0.0.1:1/");

      assertEquals(0, good.exit(), good.out());
      assertEquals("22 checks: 22 ok, 0 to look at, 0 failed, 0 skipped", lastLine(good.out()));
      assertEquals(1, moved.exit());
      assertTrue(moved.out().contains("FAIL    public_url"), moved.out());
    }
    assertEquals(0, demo.exit());
    assertTrue(demo.out().contains("skipped whatsapp"), demo.out());
    assertEquals(0, json.exit());
    assertTrue(json.out().startsWith("{\"status\":\"warn\","), json.out());
  }

  @Test
  void theDoctorWorksBesideARunningParley() {
    Map<String, String> settings = Map.of("PORT", "0", "HOST", "127.0.0.1");
    try (ParleyProcess server = ParleyProcess.start(folder, settings, "serve")) {
      String address = server.ready().toString();
      Ended checked = run("doctor", address);

      assertEquals(0, checked.exit(), checked.out());
      assertTrue(checked.out().contains("The store (sqlite) answers."), checked.out());
      assertTrue(checked.out().contains(" leads to Parley."), checked.out());
    }
  }

  private Ended run(String... arguments) {
    return ParleyProcess.run(folder, NOTHING_SET, arguments);
  }

  private Ended launch(Path launcher, String... arguments) {
    Map<String, String> settings = Map.of("JAVA_HOME", System.getProperty("java.home"));
    List<String> command =
        Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments)).toList();
    try (ParleyProcess process = ParleyProcess.launch(folder, settings, command)) {
      return process.end();
    }
  }

  private static void assertFails(String sentence, Ended ended) {
    assertEquals(1, ended.exit(), ended.toString());
    assertTrue(ended.err().startsWith("parley: "), ended.err());
    assertTrue(ended.err().contains(sentence), ended.err());
    assertEquals(1, ended.err().lines().count(), ended.err());
    assertEquals("", ended.out());
  }

  private static String lastLine(String text) {
    return text.lines().toList().getLast();
  }

  /// A port on which no program listens at the moment.
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
