package dev.parley.outgoing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.Body;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Outgoing;
import dev.parley.chat.Sendable;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that a message can be written in several ways, which are read as the same message.
final class RoundTripTest {
  @ParameterizedTest
  @MethodSource("dev.parley.outgoing.Samples#all")
  void shownContentCanBeSentAgain(Path sample) throws Exception {
    Body body = Samples.read(sample).right().body();
    if (body.content() != null) {
      String shown = new JsonMapper().writeValueAsString(ContentFields.of(body.content()));

      assertEquals(body, Samples.read(Samples.parse(shown)).right().body());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.parley.outgoing.Samples#all")
  void whatsAppsFormatIsAccepted(Path sample) {
    Outgoing outgoing = Samples.read(sample).right();
    String payload = Objects.requireNonNull(outgoing.payload());

    Sendable again =
        CloudMessage.read(
            Samples.parse(payload),
            (field, problem) -> {
              throw new AssertionError(field + " " + problem);
            });

    assertEquals(outgoing, again);
    assertEquals(outgoing, Samples.read(Samples.parse(payload)).right());
  }

  @ParameterizedTest
  @MethodSource("dev.parley.outgoing.Samples#all")
  void unknownFieldsAreDropped(Path sample) {
    Outgoing outgoing = Samples.read(sample).right();
    String odd = Samples.json(sample).toString().replace("{", "{\"odd\":{\"x\":[1]},");
    // The data of a flow and of an address may contain any fields, and is passed on unchanged.
    String known =
        odd.replaceAll("(\"(data|values|flow_action_data)\":\\{)\"odd\":\\{[^}]*},", "$1");

    assertEquals(outgoing, Samples.read(Samples.parse(known)).right());
  }

  @Test
  void theTextBesideContentIsItsCaption() {
    for (String type : new String[] {"image", "video", "document"}) {
      String link = "{\"type\":\"%s\",\"link\":\"https://example.com/a\"".formatted(type);

      assertEquals(
          Samples.read(Samples.parse(link + ",\"caption\":\"The lid\"}")),
          Samples.read(Samples.parse(link + "}"), "The lid"),
          type);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audio-voice",
        "sticker",
        "location",
        "contacts",
        "interactive-button",
        "template",
        "text-without-preview"
      })
  void contentWithoutACaptionIgnoresTheText(String sample) {
    Samples.Read read = Samples.read(Samples.json(sample), "The lid");

    assertNull(read.outgoing());
    assertEquals(1, read.problems().size());
    assertTrue(read.problems().getFirst().startsWith("text must be left out beside content"));
  }

  @Test
  void aCaptionIsGivenOnce() {
    assertEquals(
        "[text must be left out where the content has a caption: it is the same]",
        Samples.read(Samples.json("image"), "The lid").problems().toString());
  }

  @Test
  void aCaptionThatIsTooLongIsTheText() {
    assertEquals(
        "[text must be at most 1024 characters]",
        Samples.read(Samples.json("image-at-whatsapp"), "x".repeat(1025)).problems().toString());
    assertNotNull(Samples.read(Samples.json("image-at-whatsapp"), "x".repeat(1024)).outgoing());
  }

  @Test
  void anEmptyTextIsNoCaption() {
    assertNotNull(Samples.read(Samples.json("sticker"), "").outgoing());
  }
}
