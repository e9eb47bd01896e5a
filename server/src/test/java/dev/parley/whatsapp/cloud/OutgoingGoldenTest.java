package dev.parley.whatsapp.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Body;
import dev.parley.chat.Content;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Message;
import dev.parley.chat.Outgoing;
import dev.parley.outgoing.CloudMessage;
import dev.parley.outgoing.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every content of `payloads/outgoing` is shown and sent as its file in `golden/outgoing` says.
final class OutgoingGoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/outgoing");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @TestFactory
  Stream<DynamicTest> everySampleIsShownAndSentAsItsGoldenFileSays() {
    List<Path> samples = Samples.all();
    assertFalse(samples.isEmpty());
    return samples.stream()
        .map(sample ->
            DynamicTest.dynamicTest(sample.getFileName().toString(), () -> check(sample)));
  }

  @Test
  void everyTypeAndKindHasASample() {
    Set<String> types = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    for (Path sample : Samples.all()) {
      Body body = Samples.read(sample).right().body();
      types.add(body.type());
      if (body.content() instanceof Content.Interactive interactive) {
        kinds.add(interactive.kind());
      }
    }

    assertEquals(Set.copyOf(CloudMessage.TYPES), types);
    assertEquals(Content.Interactive.KINDS, kinds);
  }

  private static void check(Path sample) throws IOException {
    Outgoing outgoing = Samples.read(sample).right();
    Message message = MessageBodyTest.message(outgoing.body());
    ObjectNode shown = JSON.createObjectNode();
    shown.put("text", message.body().text());
    Content content = message.body().content();
    shown.set(
        "content",
        content == null ? null : new JsonMapper().valueToTree(ContentFields.of(content)));
    shown.set(
        "request", JSON.readTree(MessageBody.of(message, "15550001001", outgoing.payload(), null)));
    String written = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(shown) + "\n";
    Path golden = GOLDEN.resolve(sample.getFileName().toString());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, written);
    }

    assertEquals(Files.readString(golden), written);
  }
}
