package dev.parley.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.doctor.Verdict.State;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class DoctorTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private static Examination examine(Duration limit, Check... checks) {
    return new Doctor(() -> List.of(checks), Clock.systemUTC(), limit).examine();
  }

  private static Check check(String name, Verdict verdict, String... needs) {
    return new Check(name, List.of(needs), () -> verdict);
  }

  private static List<String> states(Examination examination) {
    return examination.findings().stream().map(it -> it.name() + " " + it.state()).toList();
  }

  @Test
  void findingsStandInTheOrderOfTheChecks() {
    Examination examination =
        examine(
            LONG,
            check("first", Verdict.ok("All is well.")),
            check("second", Verdict.warn("Look.", "Do."), "first"),
            check("third", Verdict.ok("All is well."), "second"));

    assertEquals(List.of("first OK", "second WARN", "third OK"), states(examination));
    assertEquals(State.WARN, examination.worst());
  }

  @Test
  void checksThatNeedAFailedOneAreSkippedAndNameIt() {
    Examination examination =
        examine(
            LONG,
            check("first", Verdict.fail("Broken.", "Repair it.")),
            check("second", Verdict.ok("Never."), "first"),
            check("other", Verdict.ok("All is well.")));

    assertEquals(List.of("first FAIL", "second SKIPPED", "other OK"), states(examination));
    assertTrue(examination.findings().get(1).sentence().contains("first"));
  }

  @Test
  void checksThatNeedASkippedOneAreSkippedForTheSameReason() {
    Examination examination =
        examine(
            LONG,
            check("first", Verdict.skipped("Nothing is set.", "Set it.")),
            check("second", Verdict.ok("Never."), "first"));

    assertEquals("Nothing is set.", examination.findings().get(1).sentence());
    assertEquals("Set it.", examination.findings().get(1).advice());
  }

  @Test
  void aFaultInACheckDoesNotAffectOthersOrLeakText() {
    Examination examination =
        examine(
            LONG,
            new Check(
                "first",
                () -> {
                  throw new IllegalStateException("token abc");
                }),
            new Check(
                "deep",
                () -> {
                  throw new StackOverflowError();
                }),
            check("other", Verdict.ok("All is well.")));

    assertEquals(List.of("first FAIL", "deep FAIL", "other OK"), states(examination));
    assertFalse(examination.findings().getFirst().sentence().contains("abc"));
  }

  @Test
  void aCheckThatHangsFailsInTimeAndIsInterrupted() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Examination examination =
        examine(
            Duration.ofMillis(200),
            new Check(
                "hangs",
                () -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                  }
                  return Verdict.ok("Never.");
                }),
            check("second", Verdict.ok("Never."), "hangs"));

    assertEquals(List.of("hangs FAIL", "second SKIPPED"), states(examination));
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
  }

  @Test
  void aCheckNeedsOnlyThoseBeforeIt() {
    assertThrows(
        IllegalArgumentException.class,
        () -> examine(LONG, check("first", Verdict.ok("x"), "second")));
  }

  @Test
  void manyCallersAtOnceGetOneExamination() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    SharedDoctor shared =
        new SharedDoctor(
            new Doctor(
                () ->
                    List.of(
                        new Check(
                            "slow",
                            () -> {
                              runs.incrementAndGet();
                              begun.countDown();
                              go.await();
                              return Verdict.ok("All is well.");
                            })),
                Clock.systemUTC(),
                LONG));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Examination>>> callers =
          IntStream.range(0, 20).mapToObj(_ -> threads.submit(shared::examine)).toList();
      begun.await();
      long deadline = System.nanoTime() + LONG.toNanos();
      while (callers.stream().filter(Future::isDone).count() < 16) { // four have room to wait
        assertTrue(System.nanoTime() < deadline);
        Thread.onSpinWait();
      }
      go.countDown();
      int answered = 0;
      for (Future<Optional<Examination>> caller : callers) {
        answered += caller.get().isPresent() ? 1 : 0;
      }

      assertEquals(4, answered);
    }
    assertSame(shared.examine().orElseThrow(), shared.examine().orElseThrow());
    assertEquals(1, runs.get());
  }

  @ParameterizedTest
  @CsvSource({"5000000000, OK", "1073741824, OK", "1073741823, WARN", "104857599, FAIL", "0, FAIL"})
  void lowDiskSpaceIsReported(long free, State state, @TempDir Path folder) {
    Path absent = folder.resolve("absent/data");
    Examination examination =
        examine(LONG, LocalChecks.disk(Optional.of(absent), it -> it.equals(folder) ? free : -1));

    assertEquals(List.of("disk " + state), states(examination));
  }

  @Test
  void theDiskIsNotCheckedOnMongoDb() {
    Examination examination = examine(LONG, LocalChecks.disk(Optional.empty(), _ -> 0));

    assertEquals(List.of("disk SKIPPED"), states(examination));
  }

  @Test
  void aFailingStoreIsReportedWithItsFault() {
    Examination examination =
        examine(LONG, LocalChecks.store("sqlite", () -> Optional.of("the disk is full")));

    assertEquals(List.of("store FAIL"), states(examination));
    assertTrue(examination.findings().getFirst().sentence().contains("the disk is full"));
  }

  @Test
  void unknownHostsAndRefusedConnectionsAreReportedDifferently() {
    ConnectException unknown = new ConnectException();
    unknown.initCause(new ConnectException().initCause(new UnresolvedAddressException()));

    assertEquals("its name is not known", Unreached.reason(unknown));
    assertEquals("the connection is refused", Unreached.reason(new ConnectException("secret")));
    assertEquals("the connection broke off", Unreached.reason(new IOException("secret")));
  }
}
