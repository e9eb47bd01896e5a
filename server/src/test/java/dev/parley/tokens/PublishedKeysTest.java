package dev.parley.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.io.IOException;
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

/// Tests an issuer whose server fails.
final class PublishedKeysTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String KEYS = keys();

  private static String keys() {
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
      return new JWKSet(key.toPublicJWK()).toString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The first fetch would never end, and there would be no second one.
  @Test
  void anAnswerThatStopsInTheMiddleIsGivenUp() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try {
      assertFetchedAgainAfter(exchange -> {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write("{\"keys\":[".getBytes(UTF_8));
        exchange.getResponseBody().flush();
        await(over);
      });
    } finally {
      over.countDown();
    }
  }

  @Test
  void anAnswerThatNeverBeginsIsGivenUp() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try {
      assertFetchedAgainAfter(_ -> await(over));
    } finally {
      over.countDown();
    }
  }

  @Test
  void anAnswerOfMoreThan64KilobytesIsNotTaken() throws Exception {
    assertFetchedAgainAfter(exchange -> send(exchange, KEYS + " ".repeat(64 * 1024)));
  }

  /// Only the settings define the address.
  @Test
  void aRedirectIsNotFollowed() throws Exception {
    assertFetchedAgainAfter(exchange -> {
      exchange.getResponseHeaders().add("Location", "/elsewhere");
      exchange.sendResponseHeaders(302, -1);
    });
  }

  /// The key is found by a later fetch, whose answer is valid.
  private static void assertFetchedAgainAfter(HttpHandler first) throws Exception {
    AtomicInteger fetches = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Thread::startVirtualThread);
    try {
      server.createContext(
          "/keys",
          exchange -> {
            if (fetches.incrementAndGet() > 1) {
              send(exchange, KEYS);
            } else {
              first.handle(exchange);
            }
            exchange.close();
          });
      server.createContext(
          "/elsewhere",
          exchange -> {
            send(exchange, KEYS);
            exchange.close();
          });
      server.start();
      PublishedKeys keys =
          new PublishedKeys(
              URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"),
              Duration.ofMillis(200));

      Optional<JWK> found = find(keys);

      assertEquals("one", found.orElseThrow().getKeyID());
      assertTrue(fetches.get() > 1, "the first answer was accepted");
    } finally {
      server.stop(0);
    }
  }

  private static void send(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
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
        assertTrue(System.nanoTime() < deadline, "the keys never arrived");
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  /// A caller that sends endless requests must not make Parley send endless requests to the issuer.
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
