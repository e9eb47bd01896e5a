package dev.parley.bench.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ArrivalsTest {
  private final Arrivals arrivals = new Arrivals();

  @Test
  void eachChatHasItsOwnOrder() {
    arrivals.add(new Arrived("1", 1, 0));
    arrivals.add(new Arrived("2", 1, 2));
    arrivals.add(new Arrived("1", 2, 1));

    assertEquals(3, arrivals.messages());
    assertEquals(0, arrivals.repeated());
    assertEquals(0, arrivals.disordered());
  }

  @Test
  void repeatedMessagesAreCounted() {
    arrivals.add(new Arrived("1", 1, 0));
    arrivals.add(new Arrived("1", 1, 0));

    assertEquals(1, arrivals.messages());
    assertEquals(1, arrivals.repeated());
  }

  @Test
  void aGapIsNoticed() {
    arrivals.add(new Arrived("1", 1, 0));
    arrivals.add(new Arrived("1", 3, 2));

    assertEquals(1, arrivals.disordered());
  }

  @Test
  void aChatThatDoesNotBeginAtOneIsNoticed() {
    arrivals.add(new Arrived("1", 2, 0));

    assertEquals(1, arrivals.disordered());
  }
}
