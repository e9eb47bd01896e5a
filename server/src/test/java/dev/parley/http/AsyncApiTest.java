package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Compares `asyncapi.yaml` with itself and with `openapi.yaml`.
final class AsyncApiTest {
  private static final String CLOSED = "https://parley.test/events.json";
  private static final JsonNode DOCUMENT = load();
  private static final JsonNode MESSAGES = DOCUMENT.path("components").path("messages");

  @Test
  void everyExampleIsValid() {
    SchemaRegistry schemas = schemas();
    List<String> faults = new ArrayList<>();
    MESSAGES
        .properties()
        .forEach(message -> {
          String schema = message.getValue().path("payload").path("$ref").asString();
          message
              .getValue()
              .path("examples")
              .forEach(example ->
                  faults(schemas, schema, example.path("payload"))
                      .forEach(fault -> faults.add(message.getKey() + ": " + fault)));
        });

    assertEquals(List.of(), faults);
  }

  @Test
  void invalidExamplesAreDetected() {
    assertFalse(
        faults(
                schemas(),
                "#/components/schemas/UserTyping",
                OpenApiDocument.json("{\"wa_id\":\"1\",\"name\":1,\"isTyping\":true}"))
            .isEmpty());
  }

  @Test
  void everyMessageHasAnExample() {
    MESSAGES
        .properties()
        .forEach(message ->
            assertFalse(message.getValue().path("examples").isEmpty(), message.getKey()));
  }

  @Test
  void schemasSharedWithTheRestApiAreEqual() {
    JsonNode rest = OpenApiDocument.load().schemas();
    Set<String> shared = new TreeSet<>();
    DOCUMENT
        .path("components")
        .path("schemas")
        .properties()
        .forEach(schema -> {
          if (rest.has(schema.getKey())) {
            shared.add(schema.getKey());
            assertEquals(rest.path(schema.getKey()), schema.getValue(), schema.getKey());
          }
        });

    assertEquals(
        Set.of(
            "AudioToSend",
            "CardToSend",
            "ChatProgress",
            "ChatWithoutMessages",
            "Contact",
            "ContactsToSend",
            "ContentToSend",
            "Delivery",
            "Direction",
            "DocumentToSend",
            "Error",
            "Failure",
            "FileToSend",
            "InteractiveToSend",
            "LocationToSend",
            "MediaFile",
            "Message",
            "MessageId",
            "MessageStatusUpdate",
            "PictureToSend",
            "Position",
            "Reaction",
            "Receipt",
            "ReadResult",
            "SendRequest",
            "SendResult",
            "Status",
            "StickerToSend",
            "Team",
            "TemplateToSend",
            "ReactionToSend",
            "TextToSend",
            "Time",
            "TimeGiven",
            "WebAddress",
            "UploadedFile",
            "WhatsAppMediaId",
            "WaId"),
        shared);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> dead =
        DOCUMENT.findValuesAsString("$ref").stream()
            .filter(ref -> DOCUMENT.at(JsonPointer.compile(ref.substring(1))).isMissingNode())
            .toList();

    assertEquals(List.of(), dead);
  }

  @Test
  void everyMessageIsOneOfAnOperation() {
    Set<String> used = new TreeSet<>(referred(DOCUMENT.path("operations")));
    used.addAll(referred(DOCUMENT.path("components").path("replies")));
    Set<String> named = new TreeSet<>();
    MESSAGES.propertyNames().forEach(name -> named.add("#/channels/namespace/messages/" + name));

    used.removeIf(ref -> !ref.startsWith("#/channels/namespace/messages/"));
    assertEquals(named, used);
  }

  @Test
  void everyEventIsDocumented() {
    assertEquals(
        Set.of(
            "auth:ended",
            "auth:expired",
            "auth:expiring",
            "chatListUpdate",
            "chatUpdated",
            "chatHidden",
            "chatViewers",
            "connected",
            "contactUpdated",
            "messageStatusUpdate",
            "messageUpdated",
            "newMessage",
            "noteUpdated",
            "removed",
            "userOnlineStatus",
            "userTyping"),
        events("send"));
    assertEquals(
        Set.of(
            "auth:refresh",
            "join-chat",
            "join-user",
            "leave-chat",
            "mark-read",
            "update-chat",
            "send",
            "stop-typing",
            "typing",
            "userTyping"),
        events("receive"));
  }

  /// @param action `send` for events that the server sends, or `receive`
  private static Set<String> events(String action) {
    Set<String> names = new TreeSet<>();
    for (JsonNode operation : DOCUMENT.path("operations")) {
      if (operation.path("action").asString().equals(action)) {
        for (JsonNode message : operation.path("messages")) {
          JsonPointer inChannel = pointer(message.path("$ref").asString());
          JsonPointer component = pointer(DOCUMENT.at(inChannel).path("$ref").asString());
          names.add(DOCUMENT.at(component).path("name").asString());
        }
      }
    }
    return names;
  }

  private static List<String> referred(JsonNode node) {
    return node.findValuesAsString("$ref");
  }

  private static List<String> faults(SchemaRegistry schemas, String at, JsonNode value) {
    Schema schema = schemas.getSchema(SchemaLocation.of(CLOSED + at));
    return schema.validate(value).stream().map(Object::toString).toList();
  }

  /// AsyncAPI's schemas are JSON Schema's of draft 7.
  private static SchemaRegistry schemas() {
    JsonNode closed = DOCUMENT.deepCopy();
    OpenApiDocument.close(closed);
    Map<String, String> texts = Map.of(CLOSED, closed.toString());
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
    return SchemaRegistry.withDialect(
        Dialects.getDraft7(), builder -> builder.schemas(texts).schemaRegistryConfig(config));
  }

  private static JsonPointer pointer(String reference) {
    return JsonPointer.compile(reference.substring(1));
  }

  private static JsonNode load() {
    try (InputStream yaml =
        Objects.requireNonNull(AsyncApiTest.class.getResourceAsStream("asyncapi.yaml"))) {
      return YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
