package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.OpenFiles;
import dev.parley.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// WhatsApp ends the connection while Parley uploads a file to it.
@Timeout(120)
@EnabledOnOs(OS.LINUX)
final class BrokenUploadsTest {
  private static final int SIZE = 12_000_000;

  private final AtomicInteger broken = new AtomicInteger();

  @Test
  void aFileWhoseUploadBreaksOffIsClosed(@TempDir Path folder) throws Exception {
    Path files = folder.resolve("files");
    try (ServerSocket meta = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningParley parley =
            RunningParley.start(
                folder,
                "MEDIA_STORE",
                files.toString(),
                "GRAPH_API_URL",
                "http://127.0.0.1:" + meta.getLocalPort(),
                "WHATSAPP_ACCESS_TOKEN",
                "token",
                "PHONE_NUMBER_ID",
                "1")) {
      Thread.ofVirtual().start(() -> answer(meta));
      assertEquals(
          200,
          parley.post("/webhook", "{\"wa_id\":\"15550300001\",\"text\":\"Hello\"}").statusCode());
      byte[] list = new byte[SIZE];
      Arrays.fill(list, (byte) 'a');
      HttpResponse<String> uploaded = parley.ask("POST", "/api/media?name=a.txt", list);
      String id = RunningParley.json(uploaded).path("id").asString();

      HttpResponse<String> sent =
          parley.post(
              "/api/send",
              "{\"wa_id\":\"15550300001\",\"content\":{\"type\":\"document\",\"media\":\"%s\"}}"
                  .formatted(id),
              "Content-Type",
              "application/json");

      assertEquals(201, sent.statusCode(), sent.body());
      Waiting.until("an upload is broken off", () -> broken.get() > 0);
      Waiting.until("the file is closed", () -> OpenFiles.in(files).isEmpty());
    }
  }

  /// Closes the connection in the middle of each upload, and answers every other request with an
  /// empty object.
  private void answer(ServerSocket meta) {
    while (!meta.isClosed()) {
      try (Socket connection = meta.accept()) {
        InputStream in = connection.getInputStream();
        byte[] begin = in.readNBytes(4);
        if (new String(begin, US_ASCII).equals("POST")) {
          var _ = in.readNBytes(1_000_000);
          broken.incrementAndGet();
        } else {
          connection
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                      .getBytes(US_ASCII));
        }
      } catch (IOException brokenOff) {
        // Parley tries it again, or the test is over.
      }
    }
  }
}
