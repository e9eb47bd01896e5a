package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the command in a separate process.
final class ProcessTest {
  @TempDir Path folder = Path.of("");

  private Process run(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(options));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private Process simulate(URI webhook) throws IOException {
    return run(
        "--port",
        "0",
        "--webhook",
        webhook.toString(),
        "--ledger",
        folder.resolve("ledger").toString(),
        "--fault",
        "rules.noWindow=1",
        "--speed",
        "20");
  }

  private static URI address(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("The simulator is ready at ")) {
        return URI.create(line.substring("The simulator is ready at ".length()));
      }
    }
    throw new AssertionError("it ended");
  }

  @Test
  void messagesAcceptedBeforeAKillAreReportedAfterIt() throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.answer(() -> 500);
      Process first = simulate(receiver.url());
      List<String> wamids = new ArrayList<>();
      try {
        Business business = new Business(address(first));
        for (int i = 0; i < 20; i++) {
          wamids.add(business.text(ALICE, "Hello", "out-" + i).wamid());
        }
      } finally {
        first.destroyForcibly();
        assertTrue(first.waitFor(10, TimeUnit.SECONDS));
      }

      receiver.answer(() -> 200);
      Process second = simulate(receiver.url());
      try {
        Business business = new Business(address(second));
        receiver.await(came ->
            came.stream().filter(it -> it.answered() == 200).mapToInt(this::reads).sum() == 20);
        assertEquals(
            wamids, business.get("/ledger").json().path("accepted").findValuesAsText("wamid"));
      } finally {
        second.destroyForcibly();
      }
    }
  }

  private int reads(Receiver.Webhook webhook) {
    return (int) webhook.statuses().stream().filter(word -> word.equals("read")).count();
  }

  @Test
  void wrongUsageIsExplained() throws Exception {
    Process profile = run("--profile", "hurricane");
    Process option = run("--nonsense");
    String said = new String(profile.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals("parley simulate: a profile is one of calm, field, storm\n", said);
    assertEquals(1, profile.waitFor());
    assertEquals(2, option.waitFor());
  }
}
