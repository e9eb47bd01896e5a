package dev.parley.outgoing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Sendable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The field `content` of a request: a type and the fields of that type, as in the `content` of a
/// stored message.
///
/// ```json
/// {"type": "image", "link": "https://example.com/a.jpg", "caption": "The lid"}
/// {"type": "interactive", "kind": "location_request_message",
///  "body": {"text": "Where are you?"}, "action": {"name": "send_location"}}
/// {"type": "template", "name": "order_ready", "language": "en_US", "components": []}
/// {"type": "reaction", "message_id": "msg_1754562600000_k3j9x2m1p", "emoji": "👍"}
/// ```
///
/// An object under the name of the type, as in WhatsApp's API, is accepted as well: `{"type":
/// "image", "image": {"link": "https://example.com/a.jpg"}}`.
public final class FlatContent {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String ONE_FILE =
      "must be left out if media is given: only one of them can define the file";

  /// From the name of a field in a stored card to the name of the same field in Meta's `org`.
  private static final Map<String, String> ORGANIZATION =
      Map.of("organization", "company", "department", "department", "title", "title");

  private final ObjectNode content;
  private final String type;
  private final @Nullable String caption;
  private final CountedComplaints complaints;
  private final TemplateBook templates;
  private final FileBook files;

  /// Whether `media` names the file.
  private boolean uploaded;

  /// Whether the fields are in an object under the type's name.
  private final boolean nested;

  private FlatContent(
      ObjectNode content,
      @Nullable String caption,
      Complaints complaints,
      TemplateBook templates,
      FileBook files) {
    this.content = content;
    this.type = content.path("type").asText();
    this.caption = caption == null || caption.isEmpty() ? null : caption;
    this.complaints = new CountedComplaints(complaints);
    this.templates = templates;
    this.files = files;
    this.nested = content.path(type).isContainerNode();
  }

  /// Reads the content.
  ///
  /// @param content small: see [dev.parley.json.SmallTree]
  /// @param caption the field `text` of the same request
  /// @param complaints receives all problems, under `content` or `text`
  /// @param templates checks messages that send a template; may block
  /// @return null after a complaint
  public static @Nullable Sendable read(
      ObjectNode content, @Nullable String caption, Complaints complaints, TemplateBook templates) {
    return read(content, caption, complaints, templates, FileBook.EMPTY);
  }

  /// Reads content that may also name files that were uploaded to Parley: `{"type": "image",
  /// "media": "med_8c1f"}`.
  public static @Nullable Sendable read(
      ObjectNode content,
      @Nullable String caption,
      Complaints complaints,
      TemplateBook templates,
      FileBook files) {
    return new FlatContent(content, caption, complaints, templates, files).read();
  }

  private @Nullable Sendable read() {
    ObjectNode message = NODES.objectNode();
    message.set("type", content.path("type"));
    JsonNode fields = fields();
    if (CloudMessage.isKnown(type)) {
      message.set(type, fields);
    }
    if (caption != null) {
      addCaption(caption, fields);
    }
    if (CloudMessage.FILES.contains(type) && fields instanceof ObjectNode file) {
      takeMedia(file);
    }
    Sendable right = CloudMessage.read(message, this::wrong, templates, files);
    return complaints.none() ? right : null;
  }

  /// Moves the id in `media` to `id`, the field in WhatsApp's shape. The `media` of a stored
  /// message is an object.
  private void takeMedia(ObjectNode file) {
    JsonNode media = file.path("media");
    JsonNode id = media.isObject() ? media.path("id") : media;
    if (id.isMissingNode() || id.isNull()) {
      return;
    }
    uploaded = true;
    for (String other : List.of("id", "link")) {
      if (file.hasNonNull(other)) {
        complaints.wrong(nested ? "content." + type + "." + other : "content." + other, ONE_FILE);
      }
    }
    file.remove(List.of("media", "link"));
    boolean known = id.isTextual() && UploadedFiles.isId(id.textValue());
    file.set("id", known ? id : NODES.textNode(UploadedFiles.NO_ID));
  }

  private void wrong(String field, String problem) {
    complaints.wrong(given(field), problem);
  }

  // --- Into Meta's shape -------------------------------------------------------------------------

  private JsonNode fields() {
    if (type.equals("contacts")) {
      JsonNode cards = content.path(type).deepCopy();
      for (JsonNode card : cards) {
        if (card instanceof ObjectNode object) {
          spellOut(object);
        }
      }
      return cards;
    }
    if (nested) {
      return content.path(type).deepCopy();
    }
    ObjectNode fields = content.deepCopy();
    if (type.equals("interactive")) {
      fields.set("type", content.path("kind"));
    }
    if (type.equals("template") && content.path("language").isTextual()) {
      fields.putObject("language").set("code", content.path("language"));
    }
    return fields;
  }

  /// Converts a card of a stored message, which has texts where WhatsApp expects objects.
  private static void spellOut(ObjectNode card) {
    JsonNode name = card.path("name");
    if (name.isTextual() && !name.textValue().isEmpty()) {
      card.putObject("name").<ObjectNode>set("formatted_name", name).set("first_name", name);
    }
    if (card.path("emails") instanceof ArrayNode emails) {
      for (int i = 0; i < emails.size(); i++) {
        if (emails.path(i).isTextual()) {
          emails.set(i, NODES.objectNode().set("email", emails.path(i)));
        }
      }
    }
    ORGANIZATION.forEach((given, meta) -> {
      JsonNode text = card.path(given);
      if (text.isTextual() && (card.path("org").isObject() || !card.hasNonNull("org"))) {
        ObjectNode org =
            card.path("org") instanceof ObjectNode object ? object : card.putObject("org");
        org.set(meta, text);
      }
    });
  }

  private void addCaption(String text, JsonNode fields) {
    if (CloudMessage.CAPTIONED.contains(type) && fields instanceof ObjectNode object) {
      if (object.hasNonNull("caption")) {
        complaints.wrong(
            "text", "must be left out where the content has a caption: it is the same");
      } else {
        object.put("caption", text);
      }
    } else if (CloudMessage.isKnown(type)) {
      complaints.wrong("text", "must be left out beside content without a caption: " + type);
    }
  }

  // --- Back to the field that the caller wrote ---------------------------------------------------

  private String given(String field) {
    if (caption != null && field.equals(type + ".caption")) {
      return "text";
    }
    if (uploaded && field.equals(type + ".id")) {
      return nested ? "content." + type + ".media" : "content.media";
    }
    if (nested || type.equals("contacts") || !field.startsWith(type + ".")) {
      return "content." + field;
    }
    return switch (field) {
      case "interactive.type" -> "content.kind";
      case "template.language.code" -> "content.language";
      default -> "content." + field.substring(type.length() + 1);
    };
  }
}
