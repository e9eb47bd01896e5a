package dev.parley.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Change;
import dev.parley.chat.Contact;
import dev.parley.chat.WaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The announcer when clients cannot be served, or when something in it breaks: the store's writer
/// goes on, and no client misses anything without noticing.
@Timeout(60)
final class AnnouncerTest {
  private static final Announcer.Limits SMALL =
      new Announcer.Limits(3, 1L << 20, Duration.ofMillis(50), Duration.ofSeconds(10));
  private static final String START_OVER = "start over";

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CountDownLatch served = new CountDownLatch(1);

  /// How many of the next events end with an error.
  private final AtomicInteger failing = new AtomicInteger();

  private final Announcer.Clients clients =
      new Announcer.Clients() {
        @Override
        public void send(String event, Payload payload) {
          awaitServed();
          heard.add(event);
          if (failing.getAndDecrement() > 0) {
            throw new StackOverflowError("the test wants it");
          }
        }

        @Override
        public void startOver() {
          heard.add(START_OVER);
        }
      };

  private void awaitServed() {
    try {
      assertTrue(served.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Change> change() {
    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    WaId alice = new WaId("1234567890");
    return List.of(
        new Change.ContactSaved(new Contact(alice, "Alice", null, null, now, true, now, now)));
  }

  private String next() throws InterruptedException {
    return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void anErrorEndsNothingAndMakesClientsStartOver() throws InterruptedException {
    served.countDown();
    failing.set(1);
    try (Announcer announcer = new Announcer(clients, SMALL)) {
      announcer.publish(change());
      announcer.publish(change());

      assertEquals("contactUpdated", next());
      assertEquals(START_OVER, next());
      assertEquals("contactUpdated", next());
      assertTrue(announcer.isAlive());
    }
  }

  @Test
  void theWriterGoesOnWhileClientsCannotBeServed() throws InterruptedException {
    try (Announcer announcer = new Announcer(clients, SMALL)) {
      int commits = 2_000;
      long began = System.nanoTime();

      for (int i = 0; i < commits; i++) {
        announcer.publish(change());
      }

      assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(20));
      assertTrue(announcer.waiting() <= 3, () -> "waiting: " + announcer.waiting());
      served.countDown();
      assertEquals("contactUpdated", next());
      assertEquals(START_OVER, next());
      announcer.publish(change());
      assertEquals("contactUpdated", next());
    }
  }

  @Test
  void nothingIsSkippedWhileTheWriterCanWait() throws InterruptedException {
    served.countDown();
    try (Announcer announcer = new Announcer(clients, SMALL)) {
      int commits = 500;

      for (int i = 0; i < commits; i++) {
        announcer.publish(change());
      }

      for (int i = 0; i < commits; i++) {
        assertEquals("contactUpdated", next());
      }
    }
  }

  @Test
  void theAgeOfTheOldestCommitIsKnown() {
    try (Announcer announcer = new Announcer(clients, SMALL)) {
      assertEquals(Duration.ZERO, announcer.oldestWaiting());
      announcer.publish(change());

      while (announcer.oldestWaiting().compareTo(Duration.ofMillis(20)) < 0) {
        LockSupport.parkNanos(1_000_000);
      }
      served.countDown();

      while (!announcer.oldestWaiting().isZero()) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }
}
