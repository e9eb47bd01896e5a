package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatusTimesTest {
  @Test
  void unreportedStatusesHaveNoTime() {
    assertEquals(Optional.empty(), StatusTimes.NONE.at(Status.SENT));
    assertEquals(Optional.empty(), StatusTimes.NONE.at(Status.DELIVERED));
  }

  @Test
  void theEarlierOfTwoReportsOfAStatusCounts() {
    StatusTimes times = StatusTimes.NONE.with(Status.READ, NOON);

    assertEquals(Optional.of(BEFORE_NOON), times.with(Status.READ, BEFORE_NOON).at(Status.READ));
    assertSame(times, times.with(Status.READ, AFTER_NOON));
    assertSame(times, times.with(Status.READ, NOON));
  }

  @Test
  void aReadMessageHasADeliveryTimeNoLaterThanItsReadTime() {
    StatusTimes times = StatusTimes.NONE.with(Status.READ, NOON);

    assertEquals(Optional.of(NOON), times.at(Status.DELIVERED));
    assertEquals(Map.of(Status.READ, NOON), times.reported());
  }

  @Test
  void aReportedDeliveryIsNotReplacedByTheReading() {
    StatusTimes times = StatusTimes.NONE.with(Status.READ, NOON).with(Status.DELIVERED, AFTER_NOON);

    assertEquals(Optional.of(AFTER_NOON), times.at(Status.DELIVERED));
  }

  @Test
  void statusTimesCopyTheirMap() {
    Map<Status, Instant> reported = new EnumMap<>(Status.class);
    StatusTimes times = new StatusTimes(reported);

    reported.put(Status.SENT, NOON);

    assertEquals(StatusTimes.NONE, times);
  }
}
