package dev.parley.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.TestClock;
import dev.parley.config.FilePlace;
import dev.parley.config.Secret;
import dev.parley.media.BlobStore;
import dev.parley.media.BlobStoreContract;
import dev.parley.media.IncomingFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/// The same contract on the S3 server that `PARLEY_TEST_S3_ENDPOINT` names, with the bucket and the
/// keys of `PARLEY_TEST_S3_BUCKET`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`; each test uses
/// a separate prefix, whose objects stay.
@EnabledIfEnvironmentVariable(named = "PARLEY_TEST_S3_ENDPOINT", matches = "http.*")
final class S3ServerTest implements BlobStoreContract {
  private static final Map<String, String> ENVIRONMENT = System.getenv();

  private final TestClock clock = TestClock.atNoon();
  private final String prefix = "parley-test/" + UUID.randomUUID();
  private final Path folder;
  @AutoClose private final BlobStore blobs;

  S3ServerTest(@TempDir Path folder) {
    this.folder = folder;
    this.blobs = open(ENVIRONMENT.getOrDefault("AWS_SECRET_ACCESS_KEY", ""));
  }

  private BlobStore open(String secret) {
    return S3BlobStore.open(
        new FilePlace.S3(
            URI.create(ENVIRONMENT.getOrDefault("PARLEY_TEST_S3_ENDPOINT", "")),
            ENVIRONMENT.getOrDefault("AWS_REGION", "us-east-1"),
            ENVIRONMENT.getOrDefault("PARLEY_TEST_S3_BUCKET", "parley-test"),
            prefix,
            ENVIRONMENT.getOrDefault("AWS_ACCESS_KEY_ID", ""),
            new Secret(secret)),
        folder.resolve("incoming"),
        clock);
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  @Override
  public TestClock clock() {
    return clock;
  }

  @Test
  void aWrongKeyIsReported() throws IOException {
    try (BlobStore refused = open("wrong");
        IncomingFile file = refused.begin()) {
      file.write(HELLO, 0, HELLO.length);
      var _ = file.finish();

      IOException fault = assertThrows(IOException.class, () -> refused.put(file));

      assertEquals("S3 answered 403 SignatureDoesNotMatch", fault.getMessage());
    }
  }
}
