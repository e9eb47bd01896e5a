package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.simulator.Business.Got;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that are lost or wrong, before and after a message was accepted.
final class AnswerFaultsTest {
  private static final SimulatorOptions OPTIONS =
      SimulatorOptions.defaults().speed(100).hold(Duration.ofMillis(100));

  private Receiver receiver;
  private Simulator simulator;
  private Business business;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
    simulator = Simulator.start(OPTIONS.webhook(receiver.url()));
    business = new Business(simulator);
    simulator.customerWrites(ALICE, "Hi");
  }

  @AfterEach
  void stop() {
    simulator.close();
    receiver.close();
  }

  private void only(Fault fault) {
    simulator.faults(Faults.calm().with(fault, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"answer.timeoutAfterAccepting", "answer.resetAfterAccepting"})
  void aMessageMayBeAcceptedWithoutAnAnswer(String fault) {
    only(Fault.of(fault));

    assertThrows(UncheckedIOException.class, () -> business.text(ALICE, "Hello", "out-1"));

    assertEquals(1, simulator.ledger().accepted().size());
    assertEquals("out-1", simulator.ledger().accepted().getFirst().callback());
    receiver.await(came -> came.stream().anyMatch(it -> it.statuses().contains("read")));
    assertEquals(1, simulator.ledger().faults().get(fault));
  }

  @ParameterizedTest
  @ValueSource(strings = {"answer.timeout", "answer.reset"})
  void aMessageMayBeDroppedWithoutAnAnswer(String fault) {
    only(Fault.of(fault));

    assertThrows(UncheckedIOException.class, () -> business.text(ALICE, "Hello", "out-1"));

    assertEquals(List.of(), simulator.ledger().accepted());
  }

  @ParameterizedTest
  @CsvSource({
    "answer.html502, 502, 0",
    "answer.html502AfterAccepting, 502, 1",
    "answer.empty503, 503, 0",
    "answer.empty503AfterAccepting, 503, 1",
    "answer.131000, 500, 0",
    "answer.131000AfterAccepting, 500, 1",
    "answer.131016, 500, 0",
    "answer.130429, 400, 0",
    "answer.131056, 400, 0"
  })
  void theMessageOfAnErrorMayBeAcceptedOrNot(String fault, int status, int accepted) {
    only(Fault.of(fault));

    Got got = business.text(ALICE, "Hello", "out-1");

    assertEquals(status, got.status());
    assertEquals(accepted, simulator.ledger().accepted().size());
  }

  @ParameterizedTest
  @CsvSource({
    "131026, 400, Message undeliverable",
    "190, 401, access token",
    "131042, 400, payment",
    "133004, 500, Temporarily Unavailable",
    "204, 403, API Permission",
    "555, 400, Unknown error"
  })
  void anyErrorCanBeRequested(int code, int status, String title) {
    business.post("/simulate/faults", "{\"error\": %d}".formatted(code));

    Got got = business.text(ALICE, "Hello", "out-1");
    Got told = business.get("/simulate/faults");
    business.post("/simulate/faults", "{\"error\": false}");

    assertEquals(status, got.status());
    assertEquals(code, got.code());
    assertTrue(got.message().contains(title), got.body());
    assertEquals("{\"error\":%d}".formatted(code), told.body());
    assertEquals(200, business.text(ALICE, "Hello", "out-1").status());
    assertEquals(1, simulator.ledger().errors().get(code));
  }

  @Test
  void anErrorMayArriveAsAStatus() {
    business.post("/simulate/faults", "{\"laterError\": 131049}");

    assertEquals(200, business.text(ALICE, "Hello", "out-1").status());

    assertEquals(
        131049,
        receiver
            .await(came -> came.stream().anyMatch(it -> it.statuses().contains("failed")))
            .getLast()
            .values()
            .getLast()
            .at("/statuses/0/errors/0/code")
            .asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "10000000", "1.5", "\"190\"", "true", "{}"})
  void aCodeIsANumber(String value) {
    Got got = business.post("/simulate/faults", "{\"error\": " + value + "}");

    assertEquals(400, got.status());
    assertEquals(200, business.text(ALICE, "Hello", "out-1").status());
  }

  @Test
  void anHtmlPageMayReplaceJson() {
    only(Fault.ANSWER_HTML_502);

    assertTrue(business.text(ALICE, "Hello", "out-1").body().startsWith("<!DOCTYPE html>"));
  }

  @Test
  void theFirstStatusMayComeBeforeTheAnswer() {
    only(Fault.ANSWER_AFTER_STATUS);

    assertEquals(200, business.text(ALICE, "Hello", "out-1").status());

    assertTrue(
        receiver.all().stream().anyMatch(it -> it.statuses().contains("sent")),
        "no status before the answer");
  }

  @ParameterizedTest
  @CsvSource({
    "account.tokenExpired, 401, 190",
    "account.permissionMissing, 403, 10",
    "account.paymentProblem, 400, 131042",
    "account.locked, 403, 131031",
    "account.restricted, 403, 368",
    "account.notRegistered, 400, 133010",
    "account.nameNotApproved, 400, 131037",
    "account.maintenance, 500, 131057",
    "account.appLimit, 400, 4",
    "account.callLimit, 400, 80007",
    "account.spamLimit, 400, 131048"
  })
  void anAccountProblemRefusesEverythingUntilItIsFixed(String fault, int status, int code) {
    assertEquals(
        200, business.post("/simulate/faults", "{\"%s\": true}".formatted(fault)).status());

    Got refused = business.text(ALICE, "Hello", "out-1");
    business.post("/simulate/faults", "{\"%s\": false}".formatted(fault));
    Got mended = business.text(ALICE, "Hello", "out-1");

    assertEquals(status, refused.status());
    assertEquals(code, refused.code());
    assertEquals(200, mended.status());
    assertEquals(1, simulator.ledger().errors().get(code));
  }

  @Test
  void theSameSeedMakesTheSameDecisionsInAnyOrder() {
    Faults half =
        Faults.storm()
            .with(Fault.ANSWER_TIMEOUT_AFTER_ACCEPTING, 0)
            .with(Fault.ANSWER_RESET, 0)
            .with(Fault.ANSWER_AFTER_STATUS, 0); // waits if there is no receiver
    simulator.faults(half);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      names.add("out-" + i);
    }

    List<String> first = names.stream().map(this::fate).toList();
    List<String> second;
    try (Simulator again = Simulator.start(OPTIONS.faults(half))) {
      business = new Business(again);
      second = names.reversed().stream().map(this::fate).toList().reversed();
    }
    List<String> other;
    try (Simulator seeded = Simulator.start(OPTIONS.faults(half).seed(2))) {
      business = new Business(seeded);
      other = names.stream().map(this::fate).toList();
    }

    assertEquals(first, second);
    assertNotEquals(first, other);
    assertTrue(first.stream().distinct().count() > 10, first.toString());
  }

  /// Status and id of a message to a separate customer, so that no limit is reached.
  private String fate(String callback) {
    Got got = business.text("1555010" + (1000 + callback.hashCode() % 1000 + 1000), "Hi", callback);
    return got.status() + (got.status() == 200 ? got.wamid() : "");
  }

  @Test
  void eachAttemptIsDecidedSeparately() {
    simulator.faults(Faults.calm().with(Fault.ANSWER_EMPTY_503, 0.5));

    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      statuses.add(business.text(ALICE, "Hello", "out-1").status());
    }

    assertTrue(statuses.contains(200) && statuses.contains(503), statuses.toString());
    assertEquals(
        statuses.stream().filter(it -> it == 200).count(),
        simulator.ledger().accepted().stream().map(AcceptedMessage::wamid).distinct().count());
  }
}
