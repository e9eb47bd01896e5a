package dev.parley.hooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.StreamPosition;
import dev.parley.hooks.HookEvent;
import dev.parley.hooks.WaitingDelivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DeliveryWindowTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final byte[] BODY = {1};

  private final DeliveryWindow window = new DeliveryWindow(new StreamPosition(0, 0), List.of());

  private static WaitingDelivery event(long number, String lane, Instant due) {
    return new WaitingDelivery(
        new StreamPosition(number, 0),
        HookEvent.MESSAGE_RECEIVED,
        lane,
        "wamid." + number,
        0,
        null,
        due);
  }

  private void add(long number, String lane) {
    assertTrue(window.add(event(number, lane, NOON), BODY));
  }

  private long next() {
    return window.next(NOON, 100).map(it -> it.waiting().position().number()).orElse(0L);
  }

  @Test
  void eventsOfOneLaneAreTakenOneByOne() {
    add(1, "a");
    add(2, "a");
    add(3, "b");

    QueuedDelivery first = window.next(NOON, 100).orElseThrow();
    assertEquals(3, next());
    assertEquals(0, next());
    window.settled(first);
    assertEquals(2, next());
  }

  @Test
  void anEventInSeveralLanesWaitsForAllOfThem() {
    add(1, "a");
    add(2, "b");
    add(3, "a b");
    add(4, "b");

    QueuedDelivery one = window.next(NOON, 100).orElseThrow();
    QueuedDelivery two = window.next(NOON, 100).orElseThrow();
    assertEquals(0, next());
    window.settled(two);
    assertEquals(0, next());
    window.settled(one);
    QueuedDelivery three = window.next(NOON, 100).orElseThrow();
    assertEquals(3, three.waiting().position().number());
    assertEquals(0, next());
    window.settled(three);
    assertEquals(4, next());
  }

  @Test
  void aPostponedEventBlocksItsLaneUntilItIsDue() {
    add(1, "a");
    add(2, "a");
    QueuedDelivery first = window.next(NOON, 100).orElseThrow();
    Instant later = NOON.plusSeconds(5);

    window.postponed(first, event(1, "a", later), true);

    assertEquals(0, next());
    assertEquals(later, window.nextDue());
    assertEquals(Optional.of(first), window.next(later, 100));
  }

  @Test
  void theNumberOfEventsUnderWayIsLimited() {
    add(1, "a");
    add(2, "b");

    assertTrue(window.next(NOON, 1).isPresent());
    assertFalse(window.next(NOON, 1).isPresent());
  }

  @Test
  void aSnapshotHasTheReadPositionAndUnsettledEvents() {
    add(1, "a");
    add(2, "b");
    add(3, "a");
    QueuedDelivery first = window.next(NOON, 100).orElseThrow();
    window.settled(first);
    window.read(new StreamPosition(9, 4));

    DeliveryWindow.Snapshot saved = window.snapshot();

    assertEquals(new StreamPosition(9, 4), saved.read());
    assertEquals(List.of(event(2, "b", NOON), event(3, "a", NOON)), saved.waiting());
  }

  @Test
  void aDeliverySettlesOnce() {
    add(1, "a");
    add(2, "a");
    QueuedDelivery first = window.next(NOON, 100).orElseThrow();
    window.postponed(first, event(1, "a", NOON), true);
    window.postponed(first, event(1, "a", NOON), true);
    window.settled(first);

    assertEquals(0, window.underWay());
    assertEquals(1, next());
    assertEquals(0, next());
    assertEquals(2, window.size());
  }

  /// If an event had to wait for space, its body and those of the following events of the same
  /// commit are read again before delivery.
  @Test
  void bodiesOfEventsThatWaitedForSpaceAreReadAgain() throws Exception {
    for (int i = 1; i <= DeliveryWindow.MOST; i++) {
      add(i, "lane-" + i);
    }
    window.begin();
    Thread adding = Thread.ofVirtual().start(() -> add(DeliveryWindow.MOST + 1, "late"));
    while (adding.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    window.settled(window.next(NOON, DeliveryWindow.MOST).orElseThrow());
    window.settled(window.next(NOON, DeliveryWindow.MOST).orElseThrow());
    adding.join();
    add(DeliveryWindow.MOST + 2, "behind"); // there is space

    for (int i = 3; i <= DeliveryWindow.MOST; i++) {
      assertTrue(window.next(NOON, DeliveryWindow.MOST).isPresent());
    }
    QueuedDelivery late = window.next(NOON, DeliveryWindow.MOST).orElseThrow();
    QueuedDelivery behind = window.next(NOON, DeliveryWindow.MOST).orElseThrow();
    assertEquals("late", late.waiting().lane());
    assertEquals("behind", behind.waiting().lane());
    assertNull(late.body());
    assertNull(behind.body());
  }

  @Test
  void nothingEntersOrLeavesAClosedWindow() {
    add(1, "a");
    window.close();

    assertFalse(window.add(event(2, "b", NOON), BODY));
    assertEquals(0, next());
    assertEquals(1, window.snapshot().read().number());
  }

  /// For all lanes and all orders in which deliveries end: the events of each lane are taken in
  /// order.
  @Test
  void theOrderOfEveryLaneIsKept() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<List<Long>> lanes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lanes.add(new ArrayList<>());
    }
    List<QueuedDelivery> underWay = new ArrayList<>();
    int settled = 0;
    for (long added = 0; settled < 500; ) {
      if (added < 500 && random.nextBoolean()) {
        added++;
        int one = random.nextInt(5);
        int other = random.nextInt(5);
        add(added, one == other ? "" + one : one + " " + other);
      }
      window.next(NOON, 100).ifPresent(underWay::add);
      if (!underWay.isEmpty() && random.nextInt(3) == 0) {
        QueuedDelivery done = underWay.remove(random.nextInt(underWay.size()));
        done.lanes()
            .forEach(it -> lanes.get(Integer.parseInt(it)).add(done.waiting().position().number()));
        window.settled(done);
        settled++;
      }
    }

    for (List<Long> lane : lanes) {
      assertEquals(lane.stream().sorted().toList(), lane, "seed " + seed);
    }
    assertEquals(0, window.size());
  }
}
