package dev.parley.outgoing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Content;
import dev.parley.chat.Media;
import dev.parley.chat.PlainJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Creates the content that a chat shows for a valid message.
final class SentContent {
  private SentContent() {}

  /// @param type one of [CloudMessage#TYPES] except `text`
  /// @param right the object of that type, which was checked; for `contacts`, the list
  static Content of(String type, JsonNode right) {
    return switch (type) {
      case "image" -> new Content.Image(media(right), text(right, "caption"));
      case "video" -> new Content.Video(media(right), text(right, "caption"));
      case "audio" -> new Content.Audio(media(right), right.path("voice").asBoolean());
      case "document" ->
          new Content.Document(media(right), text(right, "filename"), text(right, "caption"));
      case "sticker" -> new Content.Sticker(media(right), false);
      case "location" ->
          new Content.Location(
              right.path("latitude").doubleValue(),
              right.path("longitude").doubleValue(),
              text(right, "name"),
              text(right, "address"),
              null);
      case "contacts" -> new Content.Contacts(all(right).map(SentContent::card).toList());
      case "interactive" ->
          new Content.Interactive(
              right.path("type").asText(),
              right.has("header") ? plain(right.path("header")) : null,
              text(right.path("body"), "text"),
              text(right.path("footer"), "text"),
              plain(right.path("action")));
      case "template" ->
          new Content.Template(
              right.path("name").asText(),
              right.path("language").path("code").asText(),
              all(right.path("components")).map(SentContent::plain).toList());
      default -> throw new IllegalStateException("a type without content: " + type);
    };
  }

  private static Media media(JsonNode file) {
    String id = text(file, "id");
    return new Media(
        id == null || UploadedFiles.isId(id) ? null : id, null, null, null, text(file, "link"));
  }

  private static Content.Card card(JsonNode card) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>();
    for (String name : Content.Card.MORE) {
      JsonNode value = card.path("org").has(name) ? card.path("org").path(name) : card.path(name);
      if (!value.isMissingNode() && !(value.isArray() && value.isEmpty())) {
        more.put(name, value(value));
      }
    }
    return new Content.Card(
        text(card.path("name"), "formatted_name"),
        all(card.path("phones"))
            .map(it -> new Content.Phone(text(it, "phone"), text(it, "wa_id"), text(it, "type")))
            .toList(),
        all(card.path("emails")).map(it -> it.path("email").asText()).toList(),
        text(card.path("org"), "company"),
        PlainJson.of(more));
  }

  private static Stream<JsonNode> all(JsonNode list) {
    List<JsonNode> all = new ArrayList<>();
    list.forEach(all::add);
    return all.stream();
  }

  private static @Nullable String text(JsonNode parent, String name) {
    return parent.path(name).textValue();
  }

  private static PlainJson plain(JsonNode object) {
    return PlainJson.of(map(object));
  }

  private static Map<String, @Nullable Object> map(JsonNode object) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    object.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
    return map;
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> map(node);
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(it -> list.add(value(it)));
        yield list;
      }
      case NUMBER -> node.decimalValue();
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.textValue();
      case BINARY, MISSING, NULL, POJO -> null;
    };
  }
}
