package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests a ledger in a file, and a restart of the simulator with it.
final class LedgerTest {
  @TempDir Path folder = Path.of("");
  private Path file;
  private SimulatorOptions options;

  @BeforeEach
  void choose() {
    file = folder.resolve("some/ledger.jsonl");
    options = SimulatorOptions.defaults().ledger(file).speed(100);
  }

  @Test
  void acceptedMessagesStayAccepted() {
    List<AcceptedMessage> accepted;
    try (Simulator first = Simulator.start(options)) {
      first.customerWrites(ALICE, "Hi");
      new Business(first).text(ALICE, "Hello", "out-1");
      new Business(first).send("{}");
      accepted = first.ledger().accepted();
    }

    try (Simulator second = Simulator.start(options)) {
      assertEquals(accepted, second.ledger().accepted());
      assertEquals(1, second.ledger().errors().get(100));
      assertEquals(1, second.ledger().unpromptedEvents().size());
    }
  }

  @Test
  void owedWebhooksAreSentAfterARestart() throws IOException {
    String wamid;
    try (Simulator first = Simulator.start(options)) {
      first.customerWrites(ALICE, "Hi");
      wamid = new Business(first).text(ALICE, "Hello", "out-1").wamid();
    }

    try (Receiver receiver = new Receiver();
        Simulator second = Simulator.start(options.webhook(receiver.url()))) {
      assertTrue(second.ledger().awaitSettled(Duration.ofSeconds(10)));

      List<StatusReport> reports = second.ledger().statuses();
      assertEquals(3, reports.size());
      reports.forEach(report -> assertEquals(wamid, report.wamid()));
      assertTrue(reports.stream().allMatch(StatusReport::acknowledged));
      assertTrue(second.ledger().unpromptedEvents().getFirst().acknowledged());
    }
  }

  @Test
  void acknowledgedWebhooksAreNotSentAgain() throws IOException {
    try (Receiver receiver = new Receiver()) {
      try (Simulator first = Simulator.start(options.webhook(receiver.url()))) {
        first.customerWrites(ALICE, "Hi");
        assertTrue(first.ledger().awaitSettled(Duration.ofSeconds(10)));
      }

      try (Simulator second = Simulator.start(options.webhook(receiver.url()))) {
        second.customerWrites(ALICE, "Again");
        assertTrue(second.ledger().awaitSettled(Duration.ofSeconds(10)));
      }

      assertEquals(2, receiver.all().size());
    }
  }

  @Test
  void anUnfinishedLineIsForgotten() throws IOException {
    try (Simulator first = Simulator.start(options)) {
      new Business(first).text(ALICE, "Hello", "out-1");
    }
    Files.writeString(file, "{\"kind\":\"accep", StandardOpenOption.APPEND);

    try (Simulator second = Simulator.start(options)) {
      assertEquals(1, second.ledger().accepted().size());
      new Business(second).text(ALICE, "Hello", "out-2");
    }

    try (Simulator third = Simulator.start(options)) {
      assertEquals(2, third.ledger().accepted().size());
    }
  }

  @Test
  void anotherFileIsRefusedAsALedger() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"some\": 1}\n");

    assertThrows(UncheckedIOException.class, () -> Simulator.start(options));

    assertEquals("{\"some\": 1}\n", Files.readString(file));
  }

  @Test
  void idsStayUniqueAfterARestart() {
    String first;
    try (Simulator simulator = Simulator.start(options)) {
      first = new Business(simulator).text(ALICE, "Hello", "out-1").wamid();
    }

    try (Simulator simulator = Simulator.start(options)) {
      assertNotEquals(first, new Business(simulator).text(ALICE, "Hello", "out-1").wamid());
    }
  }

  @Test
  void theTimeDoesNotGoBackAtARestart() {
    try (Simulator simulator = Simulator.start(options)) {
      simulator.clock().advance(Duration.ofDays(30));
      simulator.customerWrites(ALICE, "Hi");
    }

    try (Simulator simulator = Simulator.start(options)) {
      long ahead = simulator.clock().millis() - System.currentTimeMillis();
      assertFalse(ahead < Duration.ofDays(29).toMillis(), ahead + " ms ahead");
    }
  }
}
