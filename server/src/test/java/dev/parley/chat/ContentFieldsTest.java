package dev.parley.chat;

import static dev.parley.chat.Contents.NO_MEDIA;
import static dev.parley.chat.Fixtures.UNDELIVERABLE;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentFieldsTest {
  @Test
  void everyKindOfContentHasAFixture() {
    Set<Class<?>> kinds = Set.of(Content.class.getPermittedSubclasses());

    assertEquals(kinds, Contents.ALL.stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @FieldSource("dev.parley.chat.Contents#ALL")
  void contentIsReadAsItWasWritten(Content content) {
    assertEquals(Optional.of(content), ContentFields.read(ContentFields.of(content)));
  }

  @ParameterizedTest
  @FieldSource("dev.parley.chat.Contents#ALL")
  void theOriginOfABodyIsReadBackBesideItsContent(Content content) {
    Body body = Body.of(content).from(Origin.STANDBY);

    Map<String, Object> fields = Objects.requireNonNull(ContentFields.stored(body));

    assertEquals(Optional.of(content), ContentFields.read(fields));
    assertEquals(Origin.STANDBY, ContentFields.readOrigin(fields));
  }

  @Test
  void aTextHasFieldsOnlyWithAnOrigin() {
    Body text = Body.text("Hello");

    assertNull(ContentFields.stored(text));
    assertEquals(
        Map.of("type", "text", "origin", "history"),
        ContentFields.stored(text.from(Origin.HISTORY)));
  }

  @Test
  void anOriginOfALaterVersionReadsAsTheUsualWay() {
    assertNull(ContentFields.readOrigin(Map.of("type", "text", "origin", "moon")));
  }

  @ParameterizedTest
  @FieldSource("dev.parley.chat.Contents#ALL")
  void theTypeComesFirstAndNothingIsNull(Content content) {
    Map<String, Object> fields = ContentFields.of(content);

    assertEquals(content.type(), fields.get("type"));
    assertEquals("type", fields.keySet().iterator().next());
    assertFalse(fields.containsValue(null));
  }

  @ParameterizedTest
  @FieldSource("dev.parley.chat.Contents#ALL")
  void anyFieldMayBeMissing(Content content) {
    Map<String, Object> fields = ContentFields.of(content);

    for (String name : fields.keySet()) {
      Map<String, Object> less = new LinkedHashMap<>(fields);
      less.remove(name);
      assertNotNull(assertDoesNotThrow(() -> ContentFields.read(less)), name);
    }
  }

  @ParameterizedTest
  @FieldSource("dev.parley.chat.Contents#ALL")
  void anyFieldMayBeOfAnotherType(Content content) {
    Map<String, Object> fields = ContentFields.of(content);

    for (String name : fields.keySet()) {
      for (Object wrong : wrongValues()) {
        Map<String, Object> damaged = new LinkedHashMap<>(fields);
        damaged.put(name, wrong);
        assertNotNull(
            assertDoesNotThrow(() -> ContentFields.read(damaged)), () -> name + ": " + wrong);
      }
    }
  }

  private static List<Object> wrongValues() {
    return Stream.<Object>concat(
            Stream.of("", "x", "\u0000", 0, -1, 1e300, Double.NaN, Long.MIN_VALUE, true),
            Stream.of(List.of(), List.of(1, "x", List.of()), List.of(Map.of()), Map.of("x", 1)))
        .toList();
  }

  @ParameterizedTest
  @FieldSource("dev.parley.chat.Contents#ALL")
  void elementsOfAListMayBeOfAnotherType(Content content) {
    Map<String, Object> damaged = new LinkedHashMap<>(ContentFields.of(content));
    damaged.replaceAll((name, value) -> value instanceof List<?> list ? mixed(list) : value);

    assertEquals(
        Optional.of(content.getClass()), ContentFields.read(damaged).map(Object::getClass));
  }

  private static List<Object> mixed(List<?> list) {
    List<Object> mixed = new ArrayList<>(list);
    mixed.addAll(List.of("x", 1, List.of(), Map.of("phones", "x", "quantity", "x")));
    return mixed;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "hologram", "Image"})
  void contentOfUnknownTypeIsAbsent(String type) {
    assertEquals(Optional.empty(), ContentFields.read(Map.of("type", type)));
  }

  @Test
  void contentWithoutATypeIsAbsent() {
    assertEquals(Optional.empty(), ContentFields.read(Map.of()));
  }

  @Test
  void contentOfAnUnknownInteractionIsAbsent() {
    assertEquals(
        Optional.empty(),
        ContentFields.read(Map.of("type", "interactive", "kind", "telepathy_reply")));
  }

  @Test
  void contentWithAnImpossibleLocationIsAbsent() {
    assertEquals(
        Optional.empty(),
        ContentFields.read(Map.of("type", "location", "latitude", 91, "longitude", 0)));
  }

  @Test
  void aWrongFieldReadsAsAbsent() {
    assertEquals(
        Optional.of(new Content.Image(NO_MEDIA, null)),
        ContentFields.read(Map.of("type", "image", "id", 7, "caption", List.of("x"))));
  }

  @Test
  void aFailureIsReadBack() {
    assertEquals(UNDELIVERABLE, ContentFields.readFailure(ContentFields.of(UNDELIVERABLE)));
  }

  @Test
  void aDamagedFailureIsAFailureWithoutACode() {
    assertEquals(
        new Failure(0, "", null),
        ContentFields.readFailure(Map.of("code", "x", "title", 1, "detail", List.of())));
  }
}
