package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static dev.parley.simulator.Business.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.simulator.Business.Got;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the limits for sending, on a clock that stands still.
final class LimitsTest {
  private Simulator simulator;
  private Business business;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorOptions.defaults().speed(0));
    business = new Business(simulator);
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  @Test
  void fortyFiveToOneCustomerAtOnceThenOneInSixSeconds() {
    for (int i = 0; i < 45; i++) {
      assertEquals(200, business.text(ALICE, "Hello", "a-" + i).status());
    }

    Got refused = business.text(ALICE, "Hello", "b");
    simulator.clock().advance(Duration.ofMillis(5_999));
    Got early = business.text(ALICE, "Hello", "c");
    simulator.clock().advance(Duration.ofMillis(1));
    Got late = business.text(ALICE, "Hello", "d");
    Got again = business.text(ALICE, "Hello", "e");

    assertEquals(400, refused.status());
    assertEquals(131056, refused.code());
    assertEquals(131056, early.code());
    assertEquals(200, late.status());
    assertEquals(131056, again.code());
    assertEquals(200, business.text(BOB, "Hello", "f").status());
    assertEquals(3, simulator.ledger().errors().get(131056));
  }

  @Test
  void eightyMessagesASecondIncludingIncomingOnes() {
    for (int i = 0; i < 30; i++) {
      simulator.customerWrites(ALICE, "Hi");
    }
    for (int i = 0; i < 50; i++) {
      assertEquals(200, business.text("155502000" + (10 + i), "Hello", "a-" + i).status());
    }

    Got refused = business.text(BOB, "Hello", "b");
    simulator.clock().advance(Duration.ofMillis(13));

    assertEquals(400, refused.status());
    assertEquals(130429, refused.code());
    assertEquals(200, business.text(BOB, "Hello", "b").status());
    assertEquals(1, simulator.ledger().errors().get(130429));
  }

  @Test
  void eachNumberHasItsOwnLimits() {
    simulator.close();
    simulator =
        Simulator.start(
            SimulatorOptions.defaults()
                .speed(0)
                .numbers(
                    List.of(
                        BusinessNumber.parse(Business.NUMBER, 0),
                        BusinessNumber.parse("311=+44 20 7946 0001:phone", 1),
                        BusinessNumber.parse("312:high", 2))));
    business = new Business(simulator);

    assertEquals(80, sentUntilRefused(Business.NUMBER));
    assertEquals(20, sentUntilRefused("311"));
    assertEquals(1_000, sentUntilRefused("312"));
    assertEquals("HIGH", level("312"));
    assertEquals("STANDARD", level(Business.NUMBER));
    assertEquals("442079460001", display("311"));
    assertEquals("12025550102", display("312"));
  }

  /// Sends one message to each of many customers.
  private int sentUntilRefused(String number) {
    for (int i = 0; i <= 1_000; i++) {
      Got got =
          business.post(
              "/v25.0/" + number + "/messages",
              """
              {"messaging_product": "whatsapp", "to": "+1555020%04d", "type": "text",
               "text": {"body": "Hello"}}\
              """
                  .formatted(i));
      if (got.status() != 200) {
        assertEquals(130429, got.code(), got.body());
        return i;
      }
    }
    throw new AssertionError("never refused");
  }

  private String level(String number) {
    return business
        .get("/v25.0/" + number + "?fields=throughput")
        .json()
        .at("/throughput/level")
        .asText();
  }

  private String display(String number) {
    return business
        .get("/v25.0/" + number + "?fields=display_phone_number")
        .json()
        .path("display_phone_number")
        .asText()
        .substring(1);
  }

  @Test
  void twoNumbersAreSeparate() {
    BusinessNumber one = BusinessNumber.parse("1=12025550100", 0);

    assertThrows(
        IllegalArgumentException.class,
        () -> SimulatorOptions.defaults().numbers(List.of(one, one)));
    assertThrows(IllegalArgumentException.class, () -> BusinessNumber.parse("1:fast", 0));
  }

  @Test
  void theWindowClosesAfterADay() {
    simulator.customerWrites(ALICE, "Hi");
    simulator.clock().advance(Duration.ofHours(24).minusMillis(1));
    business.text(ALICE, "Hello", "in");
    simulator.clock().advance(Duration.ofMillis(1));
    business.text(ALICE, "Hello", "out");

    assertEquals(
        List.of("sent", "delivered", "read", "failed"),
        simulator.ledger().statuses().stream().map(StatusReport::status).toList());
  }
}
