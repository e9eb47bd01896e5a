package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.HELLO;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.UNDELIVERABLE;
import static dev.parley.chat.Fixtures.WINDOW_CLOSED;
import static dev.parley.chat.Fixtures.failed;
import static dev.parley.chat.Fixtures.report;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class DeliveryTest {
  /// All pairs of a status and a report, and the status that follows.
  @ParameterizedTest(name = "{0} then {1} is {2}")
  @CsvSource({
    "PENDING,   PENDING,   PENDING",
    "PENDING,   SENT,      SENT",
    "PENDING,   DELIVERED, DELIVERED",
    "PENDING,   READ,      READ",
    "PENDING,   PLAYED,    PLAYED",
    "PENDING,   FAILED,    FAILED",
    "PENDING,   HELD,      HELD",
    "HELD,      PENDING,   HELD",
    "HELD,      HELD,      HELD",
    "HELD,      SENT,      SENT",
    "HELD,      DELIVERED, DELIVERED",
    "HELD,      READ,      READ",
    "HELD,      PLAYED,    PLAYED",
    "HELD,      FAILED,    FAILED",
    "SENT,      HELD,      SENT",
    "DELIVERED, HELD,      DELIVERED",
    "READ,      HELD,      READ",
    "PLAYED,    HELD,      PLAYED",
    "FAILED,    HELD,      FAILED",
    "SENT,      PENDING,   SENT",
    "SENT,      SENT,      SENT",
    "SENT,      DELIVERED, DELIVERED",
    "SENT,      READ,      READ",
    "SENT,      PLAYED,    PLAYED",
    "SENT,      FAILED,    FAILED",
    "DELIVERED, PENDING,   DELIVERED",
    "DELIVERED, SENT,      DELIVERED",
    "DELIVERED, DELIVERED, DELIVERED",
    "DELIVERED, READ,      READ",
    "DELIVERED, PLAYED,    PLAYED",
    "DELIVERED, FAILED,    DELIVERED",
    "READ,      PENDING,   READ",
    "READ,      SENT,      READ",
    "READ,      DELIVERED, READ",
    "READ,      READ,      READ",
    "READ,      PLAYED,    PLAYED",
    "READ,      FAILED,    READ",
    "PLAYED,    PENDING,   PLAYED",
    "PLAYED,    SENT,      PLAYED",
    "PLAYED,    DELIVERED, PLAYED",
    "PLAYED,    READ,      PLAYED",
    "PLAYED,    PLAYED,    PLAYED",
    "PLAYED,    FAILED,    PLAYED",
    "FAILED,    PENDING,   FAILED",
    "FAILED,    SENT,      FAILED",
    "FAILED,    DELIVERED, DELIVERED",
    "FAILED,    READ,      READ",
    "FAILED,    PLAYED,    PLAYED",
    "FAILED,    FAILED,    FAILED",
  })
  void statusTransitionsFollowTheTable(Status now, Status reported, Status becomes) {
    Delivery delivery = Delivery.starting(now, NOON).after(of(reported, AFTER_NOON));

    assertEquals(becomes, delivery.status());
  }

  @ParameterizedTest
  @EnumSource(Status.class)
  void everyReportSetsItsTime(Status reported) {
    Delivery delivery = Delivery.starting(Status.PLAYED, NOON).after(of(reported, NOON));

    assertEquals(Optional.of(NOON), delivery.times().at(reported));
  }

  @Test
  void aLateLowerStatusOnlyAddsItsTime() {
    Delivery delivery =
        Delivery.starting(Status.READ, AFTER_NOON).after(of(Status.DELIVERED, NOON));

    assertEquals(Status.READ, delivery.status());
    assertEquals(Optional.of(NOON), delivery.times().at(Status.DELIVERED));
  }

  @Test
  void aReadMessageHasADeliveryTimeNoLaterThanItsReadTime() {
    Delivery delivery = Delivery.starting(Status.SENT, NOON).after(of(Status.READ, AFTER_NOON));

    assertEquals(Optional.of(AFTER_NOON), delivery.times().at(Status.DELIVERED));
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"DELIVERED", "READ", "PLAYED"})
  void aFailureAfterArrivalIsANote(Status arrived) {
    Delivery delivery = Delivery.starting(arrived, NOON).after(of(Status.FAILED, AFTER_NOON));

    assertEquals(arrived, delivery.status());
    assertEquals(WINDOW_CLOSED, delivery.failure());
    assertEquals(Optional.of(AFTER_NOON), delivery.times().at(Status.FAILED));
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"DELIVERED", "READ", "PLAYED"})
  void arrivalAfterAFailureKeepsTheFailureAsANote(Status arrived) {
    Delivery delivery =
        Delivery.starting(Status.SENT, NOON)
            .after(of(Status.FAILED, NOON))
            .after(of(arrived, AFTER_NOON));

    assertEquals(arrived, delivery.status());
    assertEquals(WINDOW_CLOSED, delivery.failure());
  }

  @Test
  void aMessageThatDidNotFailHasNoFailure() {
    assertNull(Delivery.starting(Status.SENT, NOON).after(of(Status.READ, NOON)).failure());
  }

  @Test
  void theEarlierOfTwoFailuresCounts() {
    Delivery delivery =
        Delivery.starting(Status.SENT, NOON)
            .after(failed(HELLO.id(), AFTER_NOON, UNDELIVERABLE))
            .after(failed(HELLO.id(), NOON, WINDOW_CLOSED));

    assertEquals(WINDOW_CLOSED, delivery.failure());
  }

  @Test
  void theLowerCodeOfTwoSimultaneousFailuresCounts() {
    Delivery delivery =
        Delivery.starting(Status.SENT, NOON)
            .after(failed(HELLO.id(), NOON, WINDOW_CLOSED))
            .after(failed(HELLO.id(), NOON, UNDELIVERABLE));

    assertEquals(UNDELIVERABLE, delivery.failure());
  }

  @Test
  void aReportWithoutNewFactsChangesNothing() {
    Delivery delivery = Delivery.starting(Status.SENT, NOON).after(of(Status.FAILED, NOON));

    assertEquals(delivery, delivery.after(of(Status.FAILED, NOON)));
    assertEquals(delivery, delivery.after(of(Status.SENT, AFTER_NOON)));
  }

  /// Every sequence of up to five reports, so every order and every repetition: sequences with the
  /// same reports must have the same result.
  @ParameterizedTest
  @EnumSource(Status.class)
  void theSameReportsInAnyOrderAndNumberHaveTheSameResult(Status start) {
    List<StatusReport> reports =
        List.of(
            of(Status.SENT, NOON.plusSeconds(1)),
            of(Status.DELIVERED, NOON.plusSeconds(2)),
            of(Status.READ, NOON.plusSeconds(2)),
            of(Status.PLAYED, NOON.minusSeconds(1)),
            of(Status.FAILED, NOON.plusSeconds(3)),
            failed(HELLO.id(), NOON.plusSeconds(3), UNDELIVERABLE),
            failed(HELLO.id(), NOON.plusSeconds(2), WINDOW_CLOSED),
            report(HELLO.id(), Status.FAILED, NOON.plusSeconds(1)),
            report(HELLO.id(), Status.FAILED, NOON.plusSeconds(3)));
    Map<Set<StatusReport>, Delivery> ends = new HashMap<>();

    sequences(reports, 5)
        .forEach(sequence -> {
          Delivery end = Delivery.starting(start, NOON);
          for (StatusReport report : sequence) {
            end = end.after(report);
          }
          Delivery expected = ends.putIfAbsent(Set.copyOf(sequence), end);
          assertEquals(expected == null ? end : expected, end, () -> "after " + sequence);
        });
  }

  @Test
  void theStatusIsTheHighestReported() {
    List<StatusReport> reports =
        Stream.of(Status.values()).map(status -> of(status, NOON)).toList();

    sequences(reports, 5)
        .forEach(sequence -> {
          Delivery end = Delivery.starting(Status.PENDING, NOON);
          for (StatusReport report : sequence) {
            end = end.after(report);
          }
          assertEquals(expected(sequence), end.status(), () -> "after " + sequence);
        });
  }

  private static Status expected(List<StatusReport> reports) {
    List<Status> told = reports.stream().map(StatusReport::status).toList();
    Optional<Status> reached = told.stream().filter(Status::reached).max(Comparator.naturalOrder());
    Status furthest =
        told.stream()
            .filter(it -> it != Status.FAILED && !it.reached())
            .max(Comparator.naturalOrder())
            .orElse(Status.PENDING);
    Status otherwise = told.contains(Status.FAILED) ? Status.FAILED : furthest;
    return reached.orElse(otherwise);
  }

  private static StatusReport of(Status status, Instant at) {
    return status == Status.FAILED
        ? failed(HELLO.id(), at, WINDOW_CLOSED)
        : report(HELLO.id(), status, at);
  }

  /// Every sequence of up to `length` of `all`.
  private static <T> Stream<List<T>> sequences(List<T> all, int length) {
    if (length == 0) {
      return Stream.of(List.of());
    }
    return Stream.concat(
        Stream.of(List.<T>of()),
        sequences(all, length - 1)
            .flatMap(shorter ->
                all.stream()
                    .map(next -> {
                      List<T> longer = new ArrayList<>(shorter);
                      longer.add(next);
                      return longer;
                    })));
  }
}
