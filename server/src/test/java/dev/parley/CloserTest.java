package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests how parts are closed if some of them do not end.
@Timeout(60)
final class CloserTest {
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void theLastIsClosedFirst() {
    Closer closer = new Closer(Duration.ofSeconds(20));
    closer.add("a", "a", closed::add);
    closer.add("b", "b", closed::add);

    closer.close();

    assertEquals(List.of("b", "a"), closed);
  }

  @Test
  void aFailingPartDoesNotPreventClosingTheOthers() {
    Closer closer = new Closer(Duration.ofSeconds(20));
    closer.add("a", "a", closed::add);
    closer.add("b", "b", _ -> fail(new IllegalStateException("broken")));
    closer.add("c", "c", _ -> fail(new LinkageError("very broken")));

    IllegalStateException failure = assertThrows(IllegalStateException.class, closer::close);

    assertEquals("c failed to stop", failure.getMessage());
    assertEquals("broken", failure.getSuppressed()[0].getMessage());
    assertEquals(List.of("a"), closed);
  }

  @Test
  void aHangingPartIsSkipped() {
    CountDownLatch never = new CountDownLatch(1);
    Closer closer = new Closer(Duration.ofSeconds(2));
    closer.add("a", "a", _ -> await(never));
    closer.add("b", "b", closed::add);
    closer.add("c", "c", _ -> await(never), Duration.ofMillis(100));
    long began = System.nanoTime();

    closer.close();

    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertEquals(List.of("b"), closed);
    assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, "took " + took);
    never.countDown();
  }

  private static void fail(RuntimeException failure) {
    throw failure;
  }

  private static void fail(Error failure) {
    throw failure;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
