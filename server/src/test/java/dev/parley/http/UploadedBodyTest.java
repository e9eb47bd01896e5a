package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.http.BodyBlocks.Block;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Uploads of clients that close their side of the connection while nobody has read the body yet:
/// then they cannot be made to wait.
@Timeout(60)
@EnabledOnOs(OS.LINUX)
final class UploadedBodyTest {
  private static final long SOON_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final CompletableFuture<UploadedBody> begun = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final HttpServer server =
      vertx
          .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
          .connectionHandler(this::opened)
          .requestHandler(this::take)
          .listen(0, "127.0.0.1")
          .await();

  @AfterEach
  void close() {
    var _ = vertx.close().await();
  }

  /// As [Door#opened].
  private void opened(HttpConnection connection) {
    Channel channel = ((ConnectionBase) connection).channel();
    channel.config().setRecvByteBufAllocator(new ReadSizes());
    channel.pipeline().replace("httpDecoder", "httpDecoder", new RequestDecoder());
    channel.pipeline().addAfter("httpDecoder", "contentMerger", new ContentMerger());
    connection.closeHandler(_ -> closed.complete(null));
  }

  private void take(HttpServerRequest request) {
    UploadedBody body =
        new UploadedBody(
            request,
            Objects.requireNonNull(Vertx.currentContext()),
            Duration.ofSeconds(SOON_SECONDS));
    body.begin(() -> {});
    begun.complete(body);
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(15).nextBytes(bytes);
    return bytes;
  }

  /// What a client uploads that closes its side behind it.
  private UploadedBody halfClosed(byte[] bytes) throws Exception {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      String head =
          "POST /api/media HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
              .formatted(bytes.length);
      client.getOutputStream().write(head.getBytes(US_ASCII));
      client.getOutputStream().write(bytes);
      client.shutdownOutput();
      closed.get(SOON_SECONDS, TimeUnit.SECONDS); // by the server, which has read all of it
    }
    return begun.get(SOON_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void lessThanAMegabyteIsRead() throws Exception {
    byte[] sent = random(900_000);
    UploadedBody body = halfClosed(sent);

    assertTrue(body.file().isPresent());
    assertArrayEquals(sent, all(body));
  }

  private static byte[] all(UploadedBody body) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Block block = body.next(); block != null; block = body.next()) {
      all.write(block.bytes(), 0, block.count());
    }
    return all.toByteArray();
  }

  @Test
  void moreIsRefused() throws Exception {
    UploadedBody body = halfClosed(random(3_000_000));

    Refusal refusal = assertThrows(Refusal.class, body::file);

    assertEquals(ErrorCode.INVALID_REQUEST, refusal.code());
    assertEquals("The connection ended before the file was read", refusal.getMessage());
  }
}
