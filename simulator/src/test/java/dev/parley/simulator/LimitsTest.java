package dev.parley.simulator;

import static dev.parley.simulator.Business.ALICE;
import static dev.parley.simulator.Business.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.simulator.Business.Got;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How much may be sent, on a clock that stands still.
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
  void eightyASecondOfANumberWithWhatComesIn() {
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
  void theWindowClosesAfterADay() {
    simulator.customerWrites(ALICE, "Hi");
    simulator.clock().advance(Duration.ofHours(24).minusMillis(1));
    business.text(ALICE, "Hello", "in");
    simulator.clock().advance(Duration.ofMillis(1));
    business.text(ALICE, "Hello", "out");

    assertEquals(
        java.util.List.of("sent", "delivered", "read", "failed"),
        simulator.ledger().statuses().stream().map(StatusReport::status).toList());
  }
}
