package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Workbench;
import dev.parley.media.FileAudit;
import dev.parley.store.s3.S3Peer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tests files in S3 with a running server.
@Timeout(60)
final class FilesInABucketTest {
  private S3Peer s3;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Peer.start();
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private String[] settings(String secret) {
    return new String[] {
      "MEDIA_STORE",
      "s3://chat/parley",
      "S3_ENDPOINT",
      s3.url().toString(),
      "AWS_REGION",
      "eu-central-1",
      "AWS_ACCESS_KEY_ID",
      S3Peer.KEY_ID,
      "AWS_SECRET_ACCESS_KEY",
      secret
    };
  }

  @Test
  void aFileGoesToTheBucketAndComesFromThere(@TempDir Path folder) throws IOException {
    byte[] bytes = "a line of a long list\n".repeat(60_000).getBytes(UTF_8); // three pieces
    String[] settings = settings(S3Peer.SECRET);
    try (RunningParley parley = RunningParley.start(folder, settings)) {
      HttpResponse<String> stored =
          parley.ask("POST", "/api/media", bytes, "Content-Type", "text/plain");
      assertEquals(201, stored.statusCode(), stored.body());
      JsonNode file = RunningParley.json(stored);
      String path = "/api/media/" + file.path("id").asString();

      assertArrayEquals(bytes, parley.getBytes(path).body());
      assertArrayEquals(
          Arrays.copyOfRange(bytes, 600_000, 1_200_000),
          parley.getBytes(path, "Range", "bytes=600000-1199999").body());
      assertEquals(1, s3.names().size());
      assertTrue(s3.names().getFirst().startsWith("parley/" + file.path("sha256").asString()));
      assertEquals(
          new FileAudit(1, 0, 0, List.of(), List.of()),
          Workbench.files(RunningParley.config(folder, settings)));
    }
  }

  @Test
  void aRefusalOfTheBucketIsANamedError(@TempDir Path folder) {
    try (RunningParley parley = RunningParley.start(folder, settings("another secret"))) {
      HttpResponse<String> refused =
          parley.ask("POST", "/api/media", "Text".getBytes(UTF_8), "Content-Type", "text/plain");

      assertEquals(503, refused.statusCode(), refused.body());
      assertTrue(refused.body().contains("store_unavailable"), refused.body());
    }
  }
}
