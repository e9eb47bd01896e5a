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

/// Every sample body of `payloads` is read as its file in `golden` says.
final class CloudApiGoldenTest {
  static final Path PAYLOADS = Path.of("src/test/resources/payloads/cloud-api");
  private static final Path FIELD = Path.of("src/test/resources/payloads/field");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Instant RECEIVED = Instant.parse("2026-09-10T09:00:00Z");

  /// The time at which the samples of the field count as received: no time in them is later.
  private static final Instant RECEIVED_IN_THE_FIELD = Instant.parse("2026-10-01T09:00:00Z");

  private final WebhookParser parser =
      new WebhookParser(() -> new MessageId("msg_1789030800000_abcdefghi"));

  @TestFactory
  Stream<DynamicTest> samplesMatchTheirGoldenFiles() throws IOException {
    return checks(samples(), RECEIVED, GOLDEN.resolve("webhook"));
  }

  @TestFactory
  Stream<DynamicTest> fieldSamplesMatchTheirGoldenFiles() throws IOException {
    return checks(samplesOfTheField(), RECEIVED_IN_THE_FIELD, GOLDEN.resolve("webhook-field"));
  }

  private Stream<DynamicTest> checks(List<Path> samples, Instant received, Path golden) {
    assertFalse(samples.isEmpty());
    return samples.stream()
        .map(sample ->
            DynamicTest.dynamicTest(
                sample.getFileName().toString(),
                () -> check(sample, received, golden.resolve(sample.getFileName().toString()))));
  }

  static List<Path> samples() throws IOException {
    return samples(PAYLOADS);
  }

  static List<Path> samplesOfTheField() throws IOException {
    return samples(FIELD).stream().filter(it -> !it.endsWith("expected.json")).toList();
  }

  private static List<Path> samples(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private void check(Path sample, Instant received, Path golden) throws IOException {
    String read = Rendered.of(parser.parse(Files.readAllBytes(sample), received, null));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, read);
    }

    assertEquals(Files.readString(golden), read);
  }
}
