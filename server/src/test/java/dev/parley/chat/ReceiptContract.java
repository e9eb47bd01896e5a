package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.ALICE_ID;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.GROUP;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.UNDELIVERABLE;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The contract for messages of groups: the device of each member reports statuses of its own.
interface ReceiptContract extends StoreUnderTest {
  MessageId TO_ALL = new MessageId("wamid.all");
  Draft SENT = outgoing(TO_ALL.value(), GROUP, "To all", NOON);

  private static InboundEvent by(Person member, Status status, Instant at) {
    return by(member, new StatusReport(TO_ALL, status, at, null));
  }

  private static InboundEvent by(Person member, StatusReport report) {
    return new InboundEvent.StatusReported(report, null, null, null, member);
  }

  private static InboundEvent by(WaId member, Status status, Instant at) {
    return by(Person.at(member), status, at);
  }

  private List<Receipt> receipts() {
    return onlyMessageOf(GROUP).delivery().receipts();
  }

  @Test
  default void eachMemberHasAReceipt() {
    store().send(SENT, NOON);
    store().ingest(inbound(by(BOB, Status.DELIVERED, NOON.plusSeconds(2))), AFTER_NOON);
    store().ingest(inbound(by(ALICE, Status.DELIVERED, NOON.plusSeconds(3))), AFTER_NOON);
    store().ingest(inbound(by(ALICE, Status.READ, NOON.plusSeconds(4))), AFTER_NOON);

    Delivery delivery = onlyMessageOf(GROUP).delivery();
    assertEquals(Status.READ, delivery.status());
    assertEquals(NOON.plusSeconds(2), delivery.times().at(Status.DELIVERED).orElseThrow());
    assertEquals(
        List.of(
            new Receipt(
                ALICE,
                new StatusTimes(
                    Map.of(
                        Status.DELIVERED, NOON.plusSeconds(3), Status.READ, NOON.plusSeconds(4)))),
            new Receipt(BOB, new StatusTimes(Map.of(Status.DELIVERED, NOON.plusSeconds(2))))),
        delivery.receipts());
    assertEquals(
        List.of(Status.READ, Status.DELIVERED), receipts().stream().map(Receipt::status).toList());
  }

  @Test
  default void clientsAreToldOfEachReceiptOnce() {
    store().send(SENT, NOON);
    int before = all().size();

    store().ingest(inbound(by(BOB, Status.DELIVERED, NOON)), AFTER_NOON);
    store().ingest(inbound(by(ALICE, Status.DELIVERED, NOON)), AFTER_NOON);
    store().ingest(inbound(by(ALICE, Status.DELIVERED, NOON)), AFTER_NOON);

    Message message = onlyMessageOf(GROUP);
    List<Change> told = all().subList(before, all().size());
    assertEquals(2, told.size());
    assertEquals(
        new Receipt(BOB, new StatusTimes(Map.of(Status.DELIVERED, NOON))),
        ((Change.StatusChanged) told.getFirst()).message().delivery().receipts().getFirst());
    assertEquals(new Change.MessageTouched(message), told.getLast());
  }

  @Test
  default void aMessageThatDidNotReachOneMemberHasNotFailed() {
    store().send(SENT, NOON);
    store()
        .ingest(
            inbound(
                by(Person.at(BOB), new StatusReport(TO_ALL, Status.FAILED, NOON, UNDELIVERABLE))),
            AFTER_NOON);

    Delivery delivery = onlyMessageOf(GROUP).delivery();
    assertEquals(Status.PENDING, delivery.status());
    assertNull(delivery.failure());
    assertEquals(Status.FAILED, receipts().getFirst().status());
  }

  @Test
  default void aMemberIsOneWhetherByNumberOrByUserId() {
    store()
        .ingest(
            arrived(incoming("wamid.1", new Person(ALICE, ALICE_ID, null, null), "Hi", NOON)),
            NOON);
    store().send(SENT, NOON);

    store().ingest(inbound(by(ALICE, Status.DELIVERED, NOON)), AFTER_NOON);
    store()
        .ingest(
            inbound(by(new Person(null, ALICE_ID, null, null), Status.READ, AFTER_NOON)),
            AFTER_NOON);

    assertEquals(List.of(ALICE), receipts().stream().map(Receipt::by).toList());
    assertEquals(Status.READ, receipts().getFirst().status());
  }

  @Test
  default void reportsOfSeveralMembersWaitForTheirMessage() {
    store().ingest(inbound(by(BOB, Status.READ, NOON)), NOON);
    store().ingest(inbound(by(ALICE, Status.READ, NOON.plusSeconds(1))), NOON);
    store().ingest(inbound(by(ALICE, Status.READ, NOON.plusSeconds(5))), NOON);
    assertEquals(2, store().audit().earlyStatuses());

    store().ingest(arrived(SENT), AFTER_NOON);

    assertEquals(List.of(ALICE, BOB), receipts().stream().map(Receipt::by).toList());
    assertEquals(NOON.plusSeconds(1), receipts().getFirst().times().at(Status.READ).orElseThrow());
    assertEquals(0, store().audit().earlyStatuses());
    assertEquals(List.of(), store().audit().findings());
  }

  @Test
  default void everyOrderOfReceiptsEndsTheSame() {
    long seed = new Random().nextLong();
    System.out.println("ReceiptContract seed " + seed);
    Random random = new Random(seed);
    Set<Delivery> ends = new HashSet<>();
    for (int round = 0; round < 40; round++) {
      MessageId id = new MessageId("wamid.round" + round);
      List<InboundEvent> events = new ArrayList<>();
      for (WaId member : List.of(ALICE, BOB)) {
        List<Status> statuses = List.of(Status.DELIVERED, Status.READ, Status.FAILED);
        for (Status status : statuses) {
          Failure failure = status == Status.FAILED ? UNDELIVERABLE : null;
          Instant at = NOON.plusSeconds(2L + statuses.indexOf(status));
          events.add(by(Person.at(member), new StatusReport(id, status, at, failure)));
          events.add(
              by(Person.at(member), new StatusReport(id, status, at.plusSeconds(9), failure)));
        }
      }
      events.add(
          new InboundEvent.StatusReported(
              new StatusReport(id, Status.SENT, NOON.plusSeconds(1), null)));
      events.add(new InboundEvent.Arrived(outgoing(id.value(), GROUP, "Hi", NOON)));
      Collections.shuffle(events, random);
      events.forEach(it -> store().ingest(inbound(it), AFTER_NOON));
      ends.add(store().messages(Set.of(id)).values().iterator().next().delivery());
    }

    assertEquals(1, ends.size(), ends::toString);
    assertEquals(2, ends.iterator().next().receipts().size());
    assertEquals(0, store().audit().earlyStatuses());
  }
}
