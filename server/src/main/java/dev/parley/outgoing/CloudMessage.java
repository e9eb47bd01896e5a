package dev.parley.outgoing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Body;
import dev.parley.chat.Content;
import dev.parley.chat.MessageId;
import dev.parley.chat.Outgoing;
import dev.parley.chat.OutgoingReaction;
import dev.parley.chat.Sendable;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A message, or a reaction, in the shape of WhatsApp's Cloud API: a type, and the object of that
/// type. Source: Cloud API docs, "Messages", with one page for each type.
///
/// ```json
/// {"type": "image", "image": {"link": "https://example.com/a.jpg", "caption": "The lid"}}
/// {"type": "location", "location": {"latitude": 38.907192, "longitude": -77.036873}}
/// {"type": "reaction", "reaction": {"message_id": "wamid.HBgL", "emoji": "👍"}}
/// ```
public final class CloudMessage {
  /// The types of messages that can be sent.
  public static final List<String> TYPES =
      List.of(
          "text",
          "image",
          "video",
          "audio",
          "document",
          "sticker",
          "location",
          "contacts",
          "interactive",
          "template");

  /// The types of messages that are files.
  static final Set<String> FILES = Set.of("image", "video", "audio", "document", "sticker");

  /// The types that have a caption.
  static final Set<String> CAPTIONED = Set.of("image", "video", "document");

  /// The maximum number of code points in a caption.
  static final int MAX_CAPTION = 1024;

  private static final int MAX_PLACE = 1000;
  private static final int MAX_FILENAME = 255;

  /// The type of reactions, which are not messages.
  private static final String REACTION = "reaction";

  /// The types that can be sent, as messages or as a reaction.
  public static final List<String> ALL_TYPES =
      Stream.concat(TYPES.stream(), Stream.of(REACTION)).toList();

  private CloudMessage() {}

  /// Reads a message, and checks it against WhatsApp's limits.
  ///
  /// @param message a tree within the limits of [dev.parley.json.SmallTree]
  /// @param complaints receives all problems
  /// @return the message or reaction; null if there was a complaint
  public static @Nullable Sendable read(JsonNode message, Complaints complaints) {
    return read(message, complaints, TemplateBook.EMPTY, FileBook.EMPTY);
  }

  /// Reads a message of an account, and checks it also against the templates of the account and the
  /// files that were uploaded to Parley. May block, as [TemplateBook#check] does.
  public static @Nullable Sendable read(
      JsonNode message, Complaints complaints, TemplateBook templates, FileBook files) {
    CountedComplaints counted = new CountedComplaints(complaints);
    Part whole = Part.whole(message, counted);
    String type = whole.needWord("type", ALL_TYPES);
    if (type == null) {
      return null;
    }
    if (type.equals(REACTION)) {
      return reaction(whole, counted);
    }
    part(whole, type);
    if (!counted.none()) {
      return null;
    }
    String shown =
        type.equals("template") ? templates.check(whole.out().path(type), in(type, counted)) : null;
    UploadedFiles uploaded = UploadedFiles.in(whole.out(), files, counted);
    return counted.none() ? outgoing(type, whole.out(), shown, uploaded) : null;
  }

  private static Complaints in(String type, Complaints complaints) {
    return (field, problem) -> complaints.wrong(type + "." + field, problem);
  }

  /// Whether a type can be sent, as a message or as a reaction.
  static boolean isKnown(String type) {
    return ALL_TYPES.contains(type);
  }

  private static @Nullable OutgoingReaction reaction(Part whole, CountedComplaints complaints) {
    Part reaction = whole.needObject(REACTION);
    if (reaction == null) {
      return null;
    }
    String target = reaction.needText("message_id", IdFormats.MESSAGE, MessageId.ALLOWED);
    String emoji = reaction.needEmoji("emoji");
    return complaints.none() && target != null && emoji != null
        ? new OutgoingReaction(new MessageId(target), emoji.isEmpty() ? null : emoji)
        : null;
  }

  private static void part(Part whole, String type) {
    if (type.equals("contacts")) {
      CardParts.read(whole);
      return;
    }
    Part part = whole.needObject(type);
    if (part != null) {
      switch (type) {
        case "text" -> text(part);
        case "location" -> location(part);
        case "interactive" -> InteractiveParts.read(part);
        case "template" -> TemplateParts.read(part);
        default -> file(part, type);
      }
    }
  }

  private static void text(Part text) {
    text.needText("body", Outgoing.MAX_TEXT);
    text.truth("preview_url");
  }

  static void location(Part location) {
    location.needNumber("latitude", -90, 90);
    location.needNumber("longitude", -180, 180);
    location.text("name", MAX_PLACE);
    location.text("address", MAX_PLACE);
  }

  private static void file(Part file, String type) {
    source(file);
    if (CAPTIONED.contains(type)) {
      file.text("caption", MAX_CAPTION);
    } else {
      file.without("must be left out: %s has no caption".formatted(named(type)), "caption");
    }
    if (type.equals("document")) {
      filename(file);
    } else {
      file.without("must be left out: only a document has a file name", "filename");
    }
    if (type.equals("audio")) {
      file.truth("voice");
    } else {
      file.without("must be left out: only audio can be a voice message", "voice");
    }
  }

  private static String named(String type) {
    return type.equals("audio") ? "audio" : "a " + type;
  }

  static void filename(Part file) {
    file.text("filename", MAX_FILENAME);
  }

  /// Checks the source of a file: an id at WhatsApp, or a link.
  static void source(Part file) {
    if (file.has("id") && file.has("link")) {
      file.wrong("link", "must be left out where id is given: one of the two says which file");
    } else if (file.has("id")) {
      file.text("id", IdFormats.MEDIUM, IdFormats.MEDIUM_ALLOWED);
    } else if (file.has("link")) {
      file.url("link");
    } else {
      file.wrong("link", "is required, or id, WhatsApp's id of the file");
    }
  }

  /// @param shown the text that the chat shows for the message; if null, the chat shows the display
  ///   text of the content
  private static Outgoing outgoing(
      String type, ObjectNode right, @Nullable String shown, UploadedFiles uploaded) {
    uploaded.nameDocument(type, right);
    String payload = right.toString();
    if (type.equals("text")) {
      JsonNode text = right.path("text");
      Body body = Body.text(text.path("body").asText());
      return new Outgoing(body, text.has("preview_url") ? payload : null);
    }
    Content content = uploaded.shownIn(SentContent.of(type, right.path(type)), type, right);
    Body body =
        shown == null ? Body.of(content) : new Body(shown, content.type(), content, null, null);
    return new Outgoing(body, payload);
  }
}
