package dev.parley.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OffloadTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Integer> ran = new CopyOnWriteArrayList<>();

  @Test
  void tasksOfASequenceRunInOrder() throws InterruptedException {
    Offload offload = new Offload(100, 0);
    Offload.Sequence sequence = offload.sequence();

    IntStream.range(0, 30).forEach(i -> sequence.run(() -> ran.add(i)));

    assertTrue(offload.drain(LIMIT));
    assertEquals(IntStream.range(0, 30).boxed().toList(), ran);
  }

  @Test
  void sequencesDoNotWaitForOneAnother() throws InterruptedException {
    Offload offload = new Offload(100, 0);
    CountDownLatch other = new CountDownLatch(1);
    offload.sequence().run(this::waitForGate);

    offload.sequence().run(other::countDown);

    assertTrue(other.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
    gate.countDown();
    assertTrue(offload.drain(LIMIT));
  }

  @Test
  void aFullSequenceRefusesTasks() throws InterruptedException {
    Offload offload = new Offload(1000, 0);
    Offload.Sequence sequence = offload.sequence();
    sequence.run(this::waitForGate);

    Refusal refusal =
        assertThrows(
            Refusal.class,
            () -> IntStream.range(0, 100).forEach(i -> sequence.run(() -> ran.add(i))));

    assertEquals(ErrorCode.OVERLOADED, refusal.code());
    gate.countDown();
    assertTrue(offload.drain(LIMIT));
    assertEquals(IntStream.range(0, ran.size()).boxed().toList(), ran);
  }

  @Test
  void aFullOffloadRefusesTasks() throws InterruptedException {
    Offload offload = new Offload(1, 0);
    offload.sequence().run(this::waitForGate);

    Refusal refusal = assertThrows(Refusal.class, () -> offload.sequence().run(() -> ran.add(1)));

    assertEquals(ErrorCode.OVERLOADED, refusal.code());
    gate.countDown();
    assertTrue(offload.drain(LIMIT));
  }

  @Test
  void onlyAFewTasksRunAtATime() throws InterruptedException {
    Offload offload = new Offload(100, 0);
    CountDownLatch asManyAsMay = new CountDownLatch(WorkKind.EVENTS_AT_ONCE);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    for (int i = 0; i < 100; i++) {
      offload
          .sequence()
          .run(() -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            asManyAsMay.countDown();
            waitForGate();
            running.decrementAndGet();
          });
    }

    await(asManyAsMay);
    gate.countDown();
    assertTrue(offload.drain(LIMIT));
    assertEquals(WorkKind.EVENTS_AT_ONCE, most.get());
  }

  @Test
  void aFailingTaskDoesNotStopOthers() throws InterruptedException {
    Offload offload = new Offload(10, 0);
    Offload.Sequence sequence = offload.sequence();

    sequence.run(() -> {
      throw new IllegalStateException("on purpose");
    });
    sequence.run(() -> ran.add(1));

    assertTrue(offload.drain(LIMIT));
    assertEquals(List.of(1), ran);
  }

  private void waitForGate() {
    await(gate);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
