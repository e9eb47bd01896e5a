package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.ParleyProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests commands that write while a server runs on the same data folder.
@Timeout(120)
final class BesideAServerIT {
  private static final Map<String, String> ANY_PORT = Map.of("PORT", "0", "HOST", "127.0.0.1");
  private static final Ended SEEDED = new Ended(0, "4 contacts, 11 messages added", "");
  private static final Ended SEEDED_AGAIN = new Ended(0, "4 contacts, 0 messages added", "");

  @TempDir private Path folder = Path.of("");

  @Test
  void theServerRunsTheCommandAndItsClientsReceiveTheChanges() throws IOException {
    Path payloads = Files.createDirectory(folder.resolve("payloads"));
    Files.writeString(
        payloads.resolve("a.json"),
        "{\"entry\":[{\"changes\":[{\"field\":\"colours\",\"value\":{}}]}]}");
    Files.writeString(
        payloads.resolve("b.json"), "{\"wa_id\":\"44\",\"text\":\"Hi\",\"id\":\"b\"}");
    Files.writeString(payloads.resolve("c.json"), "{\"text\":\"to nobody\"}");
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve");
        ParleyProcess demo =
            ParleyProcess.start(
                folder,
                Map.of(),
                "realtime-demo",
                "--continuous",
                "--interval",
                "3600000",
                "--server",
                server.ready().toString())) {
      demo.await("stopped typing");

      assertEquals(SEEDED, run("seed"));
      demo.await("Could we make it 15:00?");
      assertEquals(SEEDED_AGAIN, run("seed"));
      Ended processed = run("process-payloads", "payloads");
      Ended replayed = run("webhooks", "replay", "1");
      Ended missing = run("webhooks", "replay", "99");
      Ended dismissed = run("webhooks", "dismiss", "1");
      Ended nothing = run("webhooks", "dismiss", "--all");

      assertEquals(1, processed.exit());
      assertTrue(processed.out().contains("a.json"), processed.out());
      assertTrue(processed.out().matches("(?s).*b.json +1 added\n.*"), processed.out());
      assertTrue(processed.out().matches("(?s).*c.json +refused: .*"), processed.out());
      assertEquals(1, replayed.exit(), replayed.err());
      assertTrue(replayed.out().endsWith("1 not understood"), replayed.out());
      assertEquals(1, missing.exit());
      assertTrue(missing.err().contains("there is no unprocessed webhook 99"), missing.err());
      assertEquals(new Ended(0, "1 dismissed", ""), dismissed);
      assertEquals(new Ended(0, "0 dismissed", ""), nothing);
    }
  }

  @Test
  void otherUsersCannotUseTheChannelAndAKilledServersChannelIsReplaced() throws IOException {
    Path channel = folder.resolve("data/parley.control");
    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve")) {
      server.ready();
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(channel)));
      server.kill();
    }
    assertTrue(Files.exists(channel), "a killed process leaves its channel");

    assertEquals(SEEDED, run("seed"));

    try (ParleyProcess server = ParleyProcess.start(folder, ANY_PORT, "serve")) {
      server.ready();
      assertEquals(SEEDED_AGAIN, run("seed"));
      server.terminate();
      server.end();
    }
    assertTrue(Files.notExists(channel));
  }

  private Ended run(String... arguments) {
    return ParleyProcess.run(folder, Map.of(), arguments);
  }
}
