package dev.parley.whatsapp.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.parley.chat.MessageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every sample body of `payloads/cloud-api` is read as its file in `golden/webhook` says.
final class CloudApiGoldenTest {
  static final Path PAYLOADS = Path.of("src/test/resources/payloads/cloud-api");
  private static final Path GOLDEN = Path.of("src/test/resources/golden/webhook");
  private static final Instant RECEIVED = Instant.parse("2026-09-10T09:00:00Z");

  private final WebhookParser parser =
      new WebhookParser(() -> new MessageId("msg_1789030800000_abcdefghi"));

  @TestFactory
  Stream<DynamicTest> everySampleIsReadAsItsGoldenFileSays() throws IOException {
    List<Path> samples = samples();
    assertFalse(samples.isEmpty());
    return samples.stream()
        .map(sample ->
            DynamicTest.dynamicTest(sample.getFileName().toString(), () -> check(sample)));
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(PAYLOADS)) {
      return files.sorted().toList();
    }
  }

  private void check(Path sample) throws IOException {
    String read = Rendered.of(parser.parse(Files.readAllBytes(sample), RECEIVED, null));
    Path golden = GOLDEN.resolve(sample.getFileName().toString());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, read);
    }

    assertEquals(Files.readString(golden), read);
  }
}
