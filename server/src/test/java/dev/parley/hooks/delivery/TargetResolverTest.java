package dev.parley.hooks.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.hooks.delivery.TargetResolver.NoTargetException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class TargetResolverTest {
  private static TargetResolver resolver(boolean allowPrivate, String... addresses) {
    return new TargetResolver(
        allowPrivate,
        _ -> Arrays.stream(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new));
  }

  @Test
  void theFirstPublicAddressOfANameIsUsed() throws Exception {
    try (TargetResolver resolver = resolver(false, "1.1.1.1", "1.0.0.1")) {
      assertEquals(InetAddress.ofLiteral("1.1.1.1"), resolver.resolve("hook.example"));
    }
  }

  @Test
  void aNameWithAnyPrivateAddressIsRefused() {
    try (TargetResolver resolver = resolver(false, "1.1.1.1", "10.0.0.1")) {
      assertThrows(NoTargetException.class, () -> resolver.resolve("hook.example"));
    }
  }

  @Test
  void privateAddressesCanBeAllowed() throws Exception {
    try (TargetResolver resolver = resolver(true, "10.0.0.1")) {
      assertEquals(InetAddress.ofLiteral("10.0.0.1"), resolver.resolve("hook.example"));
    }
  }

  @Test
  void anUnknownNameIsReported() {
    try (TargetResolver resolver =
        new TargetResolver(
            false,
            host -> {
              throw new UnknownHostException(host);
            })) {
      NoTargetException unknown =
          assertThrows(NoTargetException.class, () -> resolver.resolve("hook.example"));
      assertEquals("the name of the receiver is not known", unknown.getMessage());
    }
  }

  @Test
  void theAddressesOfABusyNameAreUsedForASecond() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicLong clock = new AtomicLong();
    TargetResolver.Names names =
        _ -> new InetAddress[] {InetAddress.ofLiteral("1.1.1." + asked.incrementAndGet())};
    try (TargetResolver resolver = new TargetResolver(false, names, clock::get)) {
      for (int i = 0; i < 10; i++) {
        assertEquals(InetAddress.ofLiteral("1.1.1.1"), resolver.resolve("hook.example"));
        clock.addAndGet(100_000_000);
      }
      clock.addAndGet(1);

      assertEquals(InetAddress.ofLiteral("1.1.1.2"), resolver.resolve("hook.example"));
      assertEquals(2, asked.get());
    }
  }

  @Test
  void aSilentNameServerDoesNotDelayOtherNames() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    TargetResolver.Names names =
        host -> {
          if (host.equals("slow.example")) {
            asked.incrementAndGet();
            awaitUninterruptibly(end);
          }
          return new InetAddress[] {InetAddress.ofLiteral("1.1.1.1")};
        };
    try (TargetResolver resolver = new TargetResolver(false, names)) {
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        waiting.add(
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    resolver.resolve("slow.example");
                  } catch (NoTargetException | InterruptedException late) {
                    // This name may fail in either way: the test is about the other names.
                  }
                }));
      }
      while (waiting.stream().anyMatch(it -> it.getState() != Thread.State.TIMED_WAITING)) {
        Thread.onSpinWait();
      }

      assertEquals(InetAddress.ofLiteral("1.1.1.1"), resolver.resolve("fast.example"));
      assertEquals(1, asked.get());
      end.countDown();
      for (Thread one : waiting) {
        one.join();
      }
    }
  }

  private static void awaitUninterruptibly(CountDownLatch end) {
    boolean ended = false;
    while (!ended) {
      try {
        end.await();
        ended = true;
      } catch (InterruptedException ignored) {
        // Like a request to a name server, it cannot be interrupted.
      }
    }
  }
}
