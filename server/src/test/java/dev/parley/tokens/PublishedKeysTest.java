package dev.parley.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// An issuer whose server does not do what it should.
final class PublishedKeysTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// The first fetch would never end, and there would be no second one.
  @Test
  void anAnswerThatStopsInTheMiddleIsGivenUp() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
    AtomicInteger fetches = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Thread::startVirtualThread);
    try {
      server.createContext(
          "/keys",
          exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            if (fetches.incrementAndGet() > 1) {
              exchange.getResponseBody().write(body);
            } else {
              exchange.getResponseBody().write(body, 0, 10);
              exchange.getResponseBody().flush();
              await(over);
            }
            exchange.close();
          });
      server.start();
      PublishedKeys keys =
          new PublishedKeys(
              URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"),
              Duration.ofMillis(200));

      Optional<JWK> found = find(keys);

      assertEquals("one", found.orElseThrow().getKeyID());
      assertEquals(2, fetches.get());
    } finally {
      over.countDown();
      server.stop(0);
    }
  }

  private static void await(CountDownLatch over) {
    try {
      over.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<JWK> find(PublishedKeys keys) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return keys.find("one");
      } catch (Refusal notYet) {
        assertEquals(ErrorCode.OVERLOADED, notYet.code());
        assertTrue(System.nanoTime() < deadline, "the keys never came");
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  /// Whoever asks without end must not make Parley do the same to the issuer.
  @Test
  void anIssuerThatRefusesIsAskedOnceASecond() throws Exception {
    AtomicInteger fetches = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    server.start();
    try {
      PublishedKeys keys =
          new PublishedKeys(
              URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"));
      long began = System.nanoTime();
      while (System.nanoTime() - began < Duration.ofMillis(500).toNanos()) {
        assertThrows(Refusal.class, () -> keys.find("one"));
        LockSupport.parkNanos(1_000_000);
      }

      long most = 1 + Duration.ofNanos(System.nanoTime() - began).toSeconds();
      assertTrue(fetches.get() <= most, () -> fetches + " fetches");
    } finally {
      server.stop(0);
    }
  }
}
