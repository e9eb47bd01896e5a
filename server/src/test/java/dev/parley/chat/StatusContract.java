package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.REPLY;
import static dev.parley.chat.Fixtures.UNDELIVERABLE;
import static dev.parley.chat.Fixtures.WEEK;
import static dev.parley.chat.Fixtures.WINDOW_CLOSED;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.failed;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.report;
import static dev.parley.chat.Fixtures.reported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract for statuses: they only move forward, only affect their message, and may arrive
/// before it.
interface StatusContract extends StoreUnderTest {
  StatusReport SENT_AT_1 = report(REPLY.id(), Status.SENT, NOON.plusSeconds(1));
  StatusReport DELIVERED_AT_2 = report(REPLY.id(), Status.DELIVERED, NOON.plusSeconds(2));
  StatusReport READ_AT_3 = report(REPLY.id(), Status.READ, NOON.plusSeconds(3));
  StatusReport PLAYED_AT_4 = report(REPLY.id(), Status.PLAYED, NOON.plusSeconds(4));
  StatusReport FAILED_AT_5 = failed(REPLY.id(), NOON.plusSeconds(5), WINDOW_CLOSED);

  @Test
  default void aStatusChangesItsMessageAndIsPublished() {
    store().ingest(arrived(REPLY), NOON);

    Ingested result =
        store().ingest(reported(report(REPLY.id(), Status.SENT, AFTER_NOON)), AFTER_NOON);

    assertEquals(new Ingested(0, 1, 0, 0, 0), result);
    Message message = onlyMessageOf(ALICE);
    assertEquals(Status.SENT, message.delivery().status());
    assertEquals(Optional.of(AFTER_NOON), message.delivery().times().at(Status.SENT));
    assertEquals(AFTER_NOON, message.updatedAt());
    assertEquals(List.of(new Change.StatusChanged(message)), published(Change.StatusChanged.class));
  }

  @Test
  default void aStatusMayNameItsMessageByWhatsAppsId() {
    store().ingest(arrived(outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON)), NOON);

    store().ingest(reported(report(new MessageId("wamid.1"), Status.READ, NOON)), NOON);

    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status());
  }

  @Test
  default void aStatusTouchesNoTimestampAndNoOtherMessage() {
    store().ingest(arrived(REPLY, outgoing("wamid.2", ALICE, "And?", NOON)), NOON);
    Message other = messagesOf(ALICE).getLast();

    store().ingest(reported(report(REPLY.id(), Status.READ, AFTER_NOON)), AFTER_NOON);

    assertEquals(NOON, messagesOf(ALICE).getFirst().timestamp());
    assertEquals(other, messagesOf(ALICE).getLast());
    assertEquals(NOON, summaryOf(ALICE).newestTimestamp());
  }

  @Test
  default void anOutdatedStatusChangesNothingAndIsNotPublished() {
    store().ingest(arrived(REPLY), NOON);
    store().ingest(reported(report(REPLY.id(), Status.READ, NOON)), NOON);

    Ingested result =
        store().ingest(reported(report(REPLY.id(), Status.READ, AFTER_NOON)), AFTER_NOON);

    assertEquals(new Ingested(0, 0, 0, 1, 0), result);
    assertEquals(NOON, onlyMessageOf(ALICE).updatedAt());
    assertEquals(1, published(Change.StatusChanged.class).size());
  }

  @Test
  default void aLateStatusOnlyFillsInItsTime() {
    store().ingest(arrived(REPLY), NOON);
    store().ingest(reported(report(REPLY.id(), Status.READ, AFTER_NOON)), AFTER_NOON);

    store().ingest(reported(report(REPLY.id(), Status.SENT, NOON)), AFTER_NOON);

    Delivery delivery = onlyMessageOf(ALICE).delivery();
    assertEquals(Status.READ, delivery.status());
    assertEquals(Optional.of(NOON), delivery.times().at(Status.SENT));
    assertEquals(1, published(Change.StatusChanged.class).size());
  }

  @Test
  default void aFailureSaysWhy() {
    store().ingest(arrived(REPLY), NOON);

    store().ingest(reported(failed(REPLY.id(), AFTER_NOON, WINDOW_CLOSED)), AFTER_NOON);

    assertEquals(Status.FAILED, onlyMessageOf(ALICE).delivery().status());
    assertEquals(WINDOW_CLOSED, onlyMessageOf(ALICE).delivery().failure());
  }

  @Test
  default void anEarlyStatusWaitsForItsMessage() {
    Ingested early =
        store().ingest(reported(report(REPLY.id(), Status.DELIVERED, AFTER_NOON)), NOON);

    store().ingest(arrived(REPLY), AFTER_NOON);

    assertEquals(new Ingested(0, 1, 0, 0, 0), early);
    Message message = onlyMessageOf(ALICE);
    assertEquals(Status.DELIVERED, message.delivery().status());
    assertEquals(List.of(new Change.MessageStored(message)), published(Change.MessageStored.class));
    assertEquals(List.of(), published(Change.StatusChanged.class));
    assertEquals(0, store().audit().earlyStatuses());
  }

  @Test
  default void aStatusMayWaitUnderWhatsAppsId() {
    store().ingest(reported(report(new MessageId("wamid.1"), Status.READ, NOON)), NOON);

    store().ingest(arrived(outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON)), NOON);

    assertEquals(Status.READ, onlyMessageOf(ALICE).delivery().status());
  }

  @Test
  default void anEarlyStatusOfAnIncomingMessageIsCountedAsRead() {
    store().ingest(reported(report(HELLO.id(), Status.READ, NOON)), NOON);

    store().ingest(arrived(HELLO), NOON);

    assertEquals(0, summaryOf(ALICE).unread());
  }

  @Test
  default void earlyStatusesExpire() {
    store().ingest(reported(report(REPLY.id(), Status.SENT, NOON)), NOON.minus(WEEK));
    store().ingest(reported(report(REPLY.id(), Status.READ, NOON)), NOON);

    store().expire(NOON, NOON, NOON);

    assertEquals(1, store().audit().earlyStatuses());
    store().ingest(arrived(REPLY), NOON);
    assertEquals(
        Set.of(Status.PENDING, Status.READ),
        onlyMessageOf(ALICE).delivery().times().reported().keySet());
  }

  @Test
  default void aDuplicateMessageDoesNotUseUpTheStatusesOfAnother() {
    store().ingest(arrived(outgoing("msg_1", "wamid.1", ALICE, "Hi", NOON)), NOON);
    store().ingest(reported(report(new MessageId("msg_2"), Status.READ, NOON)), NOON);

    store().ingest(arrived(outgoing("msg_2", "wamid.1", ALICE, "Hi", NOON)), NOON);

    assertEquals(1, store().audit().earlyStatuses());
  }

  @Test
  default void everyOrderOfStatusesAndMessageHasTheSameResult() {
    List<StatusReport> one =
        List.of(SENT_AT_1, DELIVERED_AT_2, READ_AT_3, PLAYED_AT_4, FAILED_AT_5);

    for (int early = 0; early <= one.size(); early++) {
      storeAround("wamid." + early + ".", permutations(one), early);
    }

    List<Message> messages = messagesOf(ALICE);
    assertEquals(6 * 120, messages.size());
    assertEquals(
        Set.of(
            new Delivery(
                Status.PLAYED,
                new StatusTimes(
                    Map.of(
                        Status.PENDING, NOON,
                        Status.SENT, SENT_AT_1.at(),
                        Status.DELIVERED, DELIVERED_AT_2.at(),
                        Status.READ, READ_AT_3.at(),
                        Status.PLAYED, PLAYED_AT_4.at(),
                        Status.FAILED, FAILED_AT_5.at())),
                WINDOW_CLOSED)),
        deliveriesOf(messages));
  }

  @Test
  default void everyOrderOfRepeatedStatusesAndMessageHasTheSameResult() {
    StatusReport sentAgain = report(REPLY.id(), Status.SENT, NOON.plusSeconds(31));
    StatusReport failedAgain = failed(REPLY.id(), NOON.plusSeconds(35), UNDELIVERABLE);
    StatusReport failedAtOnce = failed(REPLY.id(), FAILED_AT_5.at(), UNDELIVERABLE);
    List<StatusReport> repeated =
        List.of(SENT_AT_1, sentAgain, FAILED_AT_5, failedAgain, failedAtOnce);

    for (int early = 0; early <= repeated.size(); early++) {
      storeAround("wamid." + early + ".", permutations(repeated), early);
    }

    assertEquals(
        Set.of(
            new Delivery(
                Status.FAILED,
                new StatusTimes(
                    Map.of(
                        Status.PENDING, NOON,
                        Status.SENT, SENT_AT_1.at(),
                        Status.FAILED, FAILED_AT_5.at())),
                UNDELIVERABLE)),
        deliveriesOf(messagesOf(ALICE)));
  }

  private static Set<Delivery> deliveriesOf(List<Message> messages) {
    return messages.stream().map(Message::delivery).collect(Collectors.toSet());
  }

  /// Stores a message for each order, after the first `early` of its reports and before the others.
  private void storeAround(String prefix, List<List<StatusReport>> orders, int early) {
    List<StatusReport> before = new ArrayList<>();
    List<Draft> drafts = new ArrayList<>();
    List<StatusReport> after = new ArrayList<>();
    for (List<StatusReport> order : orders) {
      Draft draft = outgoing(prefix + drafts.size(), ALICE, "Hi", NOON);
      List<StatusReport> reports =
          order.stream()
              .map(it -> new StatusReport(draft.id(), it.status(), it.at(), it.failure()))
              .toList();
      before.addAll(reports.subList(0, early));
      drafts.add(draft);
      after.addAll(reports.subList(early, reports.size()));
    }
    store().ingest(reported(before.toArray(StatusReport[]::new)), NOON);
    store().ingest(arrived(drafts.toArray(Draft[]::new)), NOON);
    store().ingest(reported(after.toArray(StatusReport[]::new)), NOON);
  }

  /// Every order of `all`.
  private static <T> List<List<T>> permutations(List<T> all) {
    if (all.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> orders = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      List<T> rest = new ArrayList<>(all);
      T first = rest.remove(i);
      for (List<T> tail : permutations(rest)) {
        List<T> order = new ArrayList<>();
        order.add(first);
        order.addAll(tail);
        orders.add(order);
      }
    }
    return orders;
  }

  @Test
  default void concurrentStatusesEndAsTheHighestWithOneEventAStep() throws InterruptedException {
    store().ingest(arrived(REPLY), NOON);
    List<Status> ranks = List.of(Status.SENT, Status.DELIVERED, Status.READ, Status.PLAYED);

    StoreUnderTest.atOnce(
        IntStream.range(0, 80)
            .<Callable<Ingested>>mapToObj(i ->
                () -> store().ingest(reported(report(REPLY.id(), ranks.get(i % 4), NOON)), NOON))
            .toList());

    List<Status> told =
        published(Change.StatusChanged.class).stream()
            .map(change -> change.message().delivery().status())
            .toList();
    assertEquals(Status.PLAYED, onlyMessageOf(ALICE).delivery().status());
    assertEquals(told.stream().distinct().sorted().toList(), told);
    assertTrue(told.contains(Status.PLAYED));
  }
}
