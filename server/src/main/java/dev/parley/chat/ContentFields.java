package dev.parley.chat;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [Content] as a tree of maps, lists, strings, numbers and booleans: the shape in which clients
/// receive it and all stores keep it. Fields that are null are left out.
///
/// ```json
/// {"type": "image", "id": "1400100200300401", "mime_type": "image/jpeg", "caption": "The lid"}
/// {"type": "interactive", "kind": "list_reply", "id": "slot-0900", "title": "09:00"}
/// {"type": "interactive", "kind": "button", "body": {"text": "At nine?"}, "action": {"buttons": []}}
/// {"type": "unsupported", "kind": "poll_creation", "errors": [{"code": 131051, "title": "..."}]}
/// ```
public final class ContentFields {
  private static final String ORIGIN = "origin";

  private ContentFields() {}

  /// The fields of `content`, `type` first.
  public static Map<String, Object> of(Content content) {
    Fields fields = new Fields().with("type", content.type());
    switch (content) {
      case Content.Image(var media, var caption) -> fields.with(media).with("caption", caption);
      case Content.Video(var media, var caption) -> fields.with(media).with("caption", caption);
      case Content.Audio(var media, var voice) -> fields.with(media).with("voice", voice);
      case Content.Document(var media, var filename, var caption) ->
          fields.with(media).with("filename", filename).with("caption", caption);
      case Content.Sticker(var media, var animated) ->
          fields.with(media).with("animated", animated);
      case Content.Location(var latitude, var longitude, var name, var address, var url) ->
          fields
              .with("latitude", latitude)
              .with("longitude", longitude)
              .with("name", name)
              .with("address", address)
              .with("url", url);
      case Content.Contacts(var cards) ->
          fields.with("contacts", cards.stream().map(ContentFields::card).toList());
      case Content.Button(var text, var payload) ->
          fields.with("text", text).with("payload", payload);
      case Content.Choice(var kind, var id, var title, var description) ->
          fields
              .with("kind", kind)
              .with("id", id)
              .with("title", title)
              .with("description", description);
      case Content.Form(var name, var body, var response) ->
          fields
              .with("kind", "nfm_reply")
              .with("name", name)
              .with("body", body)
              .with("response_json", response);
      case Content.Interactive(var kind, var header, var body, var footer, var action) ->
          fields
              .with("kind", kind)
              .with("header", header == null ? null : header.fields())
              .with("body", text(body))
              .with("footer", text(footer))
              .with("action", action.fields());
      case Content.Template(var name, var language, var components) ->
          fields
              .with("name", name)
              .with("language", language)
              .with("components", components.stream().map(PlainJson::fields).toList());
      case Content.CallPermission(var accepted, var until, var source) ->
          fields
              .with("kind", "call_permission_reply")
              .with("accepted", accepted)
              .with("until", until == null ? null : until.toString())
              .with("source", source);
      case Content.Order(var catalogId, var text, var items) ->
          fields
              .with("catalog_id", catalogId)
              .with("text", text)
              .with("product_items", items.stream().map(ContentFields::item).toList());
      case Content.Notice(var kind, var body, var newWaId, var newUserId) ->
          fields
              .with("kind", kind)
              .with("body", body)
              .with("wa_id", newWaId)
              .with("user_id", newUserId);
      case Content.Welcome() -> {}
      case Content.Call(var direction, var state, var acceptedAt, var seconds, var failure) ->
          fields
              .with("direction", word(direction))
              .with("state", word(state))
              .with("accepted_at", acceptedAt == null ? null : acceptedAt.toString())
              .with("seconds", seconds)
              .with("error", failure == null ? null : of(failure));
      case Content.Handover(var kind, var from, var to, var note, var summary) ->
          fields
              .with("kind", kind)
              .with("from", from)
              .with("to", to)
              .with("note", note)
              .with("summary", summary);
      case Content.Placeholder() -> {}
      case Content.Revoked() -> {}
      case Content.Unsupported(var kind, var errors) ->
          fields.with("kind", kind).with("errors", errors.stream().map(ContentFields::of).toList());
    }
    return fields.map;
  }

  /// A file's fields, without an address.
  public static Map<String, Object> of(MediaFile file) {
    MediaFile.Traits traits = file.traits();
    return new Fields()
        .with("id", file.id())
        .with("status", file.status().word())
        .with("mime_type", file.mimeType())
        .with("size", file.size())
        .with("sha256", file.sha256())
        .with("name", file.name())
        .with("width", traits.width())
        .with("height", traits.height())
        .with("duration", traits.duration())
        .with("waveform", traits.waveform().isEmpty() ? null : traits.waveform())
        .with("reason", file.reason())
        .map;
  }

  /// The fields that stores keep of `body` in addition to its text: those of its content, and its
  /// `origin` if it has one. Null for an ordinary text.
  public static @Nullable Map<String, Object> stored(Body body) {
    Content content = body.content();
    Origin origin = body.origin();
    if (origin == null) {
      return content == null ? null : of(content);
    }
    Map<String, Object> fields =
        content == null ? new Fields().with("type", body.type()).map : of(content);
    fields.put(ORIGIN, origin.word());
    return fields;
  }

  /// The origin in the fields that [#stored] returned; null if absent, or a word that this version
  /// does not know.
  public static @Nullable Origin readOrigin(Map<?, ?> fields) {
    String word = new Source(fields).text(ORIGIN);
    return word == null ? null : Origin.of(word).orElse(null);
  }

  /// A failure's fields: `code`, `title`, `detail`.
  public static Map<String, Object> of(Failure failure) {
    return new Fields()
        .with("code", failure.code())
        .with("title", failure.title())
        .with("detail", failure.detail())
        .map;
  }

  /// The content for which [#of] returned these fields. Empty if their kind is unknown or they are
  /// damaged: a later version or another program may have written the store.
  public static Optional<Content> read(Map<?, ?> fields) {
    Source source = new Source(fields);
    try {
      return Optional.ofNullable(
          switch (source.textOr("type", "")) {
            case "image" -> new Content.Image(source.media(), source.text("caption"));
            case "video" -> new Content.Video(source.media(), source.text("caption"));
            case "audio" -> new Content.Audio(source.media(), source.flag("voice"));
            case "document" ->
                new Content.Document(
                    source.media(), source.text("filename"), source.text("caption"));
            case "sticker" -> new Content.Sticker(source.media(), source.flag("animated"));
            case "location" ->
                new Content.Location(
                    source.number("latitude").doubleValue(),
                    source.number("longitude").doubleValue(),
                    source.text("name"),
                    source.text("address"),
                    source.text("url"));
            case "contacts" ->
                new Content.Contacts(
                    source.all("contacts").stream().map(ContentFields::readCard).toList());
            case "button" -> new Content.Button(source.text("text"), source.text("payload"));
            case "interactive" -> interactive(source);
            case "template" ->
                new Content.Template(
                    source.textOr("name", ""),
                    source.textOr("language", ""),
                    source.all("components").stream().map(PlainJson::of).toList());
            case "order" ->
                new Content.Order(
                    source.text("catalog_id"),
                    source.text("text"),
                    source.all("product_items").stream().map(ContentFields::readItem).toList());
            case "system" ->
                new Content.Notice(
                    source.text("kind"),
                    source.text("body"),
                    source.text("wa_id"),
                    source.text("user_id"));
            case "call" -> call(source);
            case "handover" ->
                new Content.Handover(
                    source.text("kind"),
                    source.text("from"),
                    source.text("to"),
                    source.text("note"),
                    source.text("summary"));
            case "media_placeholder" -> new Content.Placeholder();
            case "request_welcome" -> new Content.Welcome();
            case "revoke" -> new Content.Revoked();
            case "unsupported" ->
                new Content.Unsupported(
                    source.text("kind"),
                    source.all("errors").stream().map(ContentFields::readFailure).toList());
            default -> null;
          });
    } catch (IllegalArgumentException | DateTimeException damaged) {
      return Optional.empty();
    }
  }

  /// The file; null if it has no id or status.
  private static @Nullable MediaFile readFile(Source file) {
    String id = file.text("id");
    Optional<MediaFile.Status> status = MediaFile.Status.of(file.textOr("status", ""));
    if (id == null || status.isEmpty()) {
      return null;
    }
    List<Integer> waveform = new ArrayList<>();
    if (file.map.get("waveform") instanceof List<?> list) {
      list.forEach(it -> {
        if (it instanceof Number loudness) {
          waveform.add(loudness.intValue());
        }
      });
    }
    Number size = file.numberOrNull("size");
    Number width = file.numberOrNull("width");
    Number height = file.numberOrNull("height");
    Number duration = file.numberOrNull("duration");
    return new MediaFile(
        id,
        status.get(),
        file.text("mime_type"),
        size == null ? null : size.longValue(),
        file.text("sha256"),
        file.text("name"),
        new MediaFile.Traits(
            width == null ? null : width.intValue(),
            height == null ? null : height.intValue(),
            duration == null ? null : duration.doubleValue(),
            waveform),
        file.text("reason"));
  }

  /// The failure with these fields.
  public static Failure readFailure(Map<?, ?> fields) {
    Source source = new Source(fields);
    return new Failure(
        source.number("code").longValue(), source.textOr("title", ""), source.text("detail"));
  }

  private static @Nullable Content interactive(Source source) {
    return switch (source.textOr("kind", "")) {
      case "button_reply", "list_reply" ->
          new Content.Choice(
              source.textOr("kind", ""),
              source.text("id"),
              source.text("title"),
              source.text("description"));
      case "nfm_reply" ->
          new Content.Form(source.text("name"), source.text("body"), source.text("response_json"));
      case "call_permission_reply" -> {
        String until = source.text("until");
        yield new Content.CallPermission(
            source.flag("accepted"),
            until == null ? null : Instant.parse(until),
            source.text("source"));
      }
      case String kind when Content.Interactive.KINDS.contains(kind) ->
          new Content.Interactive(
              kind,
              source.object("header"),
              source.innerText("body"),
              source.innerText("footer"),
              Objects.requireNonNullElse(source.object("action"), PlainJson.EMPTY));
      default -> null;
    };
  }

  /// A text in the shape of Meta's interactive messages.
  private static @Nullable Map<String, Object> text(@Nullable String text) {
    return text == null ? null : Map.of("text", text);
  }

  private static Content call(Source source) {
    String acceptedAt = source.text("accepted_at");
    return new Content.Call(
        Direction.valueOf(source.textOr("direction", "").toUpperCase(Locale.ROOT)),
        Content.CallState.valueOf(source.textOr("state", "").toUpperCase(Locale.ROOT)),
        acceptedAt == null ? null : Instant.parse(acceptedAt),
        source.map.get("seconds") instanceof Number seconds ? seconds.longValue() : null,
        source.map.get("error") instanceof Map<?, ?> error ? readFailure(error) : null);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> card(Content.Card card) {
    Fields fields =
        new Fields()
            .with("name", card.name())
            .with("phones", card.phones().stream().map(ContentFields::phone).toList())
            .with("emails", card.emails())
            .with("organization", card.organization());
    card.more().fields().forEach(fields::with);
    return fields.map;
  }

  private static Content.Card readCard(Map<?, ?> fields) {
    Source source = new Source(fields);
    return new Content.Card(
        source.text("name"),
        source.all("phones").stream().map(ContentFields::readPhone).toList(),
        source.texts("emails"),
        source.text("organization"),
        PlainJson.of(source.map).only(Content.Card.MORE));
  }

  private static Map<String, Object> phone(Content.Phone phone) {
    return new Fields()
        .with("phone", phone.number())
        .with("wa_id", phone.waId())
        .with("type", phone.type())
        .map;
  }

  private static Content.Phone readPhone(Map<?, ?> fields) {
    Source source = new Source(fields);
    return new Content.Phone(source.text("phone"), source.text("wa_id"), source.text("type"));
  }

  private static Map<String, Object> item(Content.Item item) {
    return new Fields()
        .with("product_retailer_id", item.productId())
        .with("quantity", item.quantity())
        .with("item_price", item.price() == null ? null : item.price().toPlainString())
        .with("currency", item.currency())
        .map;
  }

  private static Content.Item readItem(Map<?, ?> fields) {
    Source source = new Source(fields);
    String price = source.text("item_price");
    return new Content.Item(
        source.text("product_retailer_id"),
        source.number("quantity").intValue(),
        price == null ? null : new BigDecimal(price),
        source.text("currency"));
  }

  /// A map that is being built.
  private static final class Fields {
    private final Map<String, Object> map = new LinkedHashMap<>();

    Fields with(String name, @Nullable Object value) {
      if (value != null) {
        map.put(name, value);
      }
      return this;
    }

    Fields with(Media media) {
      return with("id", media.id())
          .with("mime_type", media.mimeType())
          .with("sha256", media.sha256())
          .with("url", media.url())
          .with("link", media.link())
          .with("media", media.file() == null ? null : of(media.file()));
    }
  }

  /// A map from an untrusted source: values that are missing or of another type read as absent.
  private record Source(Map<?, ?> map) {
    @Nullable String text(String name) {
      return map.get(name) instanceof String text ? text : null;
    }

    String textOr(String name, String other) {
      String text = text(name);
      return text == null ? other : text;
    }

    boolean flag(String name) {
      return Boolean.TRUE.equals(map.get(name));
    }

    Number number(String name) {
      return map.get(name) instanceof Number number ? number : 0;
    }

    @Nullable Number numberOrNull(String name) {
      return map.get(name) instanceof Number number ? number : null;
    }

    Media media() {
      return new Media(
          text("id"),
          text("mime_type"),
          text("sha256"),
          text("url"),
          text("link"),
          map.get("media") instanceof Map<?, ?> file ? readFile(new Source(file)) : null);
    }

    @Nullable PlainJson object(String name) {
      return map.get(name) instanceof Map<?, ?> inner ? PlainJson.of(inner) : null;
    }

    @Nullable String innerText(String name) {
      PlainJson inner = object(name);
      return inner == null ? null : inner.text("text");
    }

    List<Map<?, ?>> all(String name) {
      List<Map<?, ?>> maps = new ArrayList<>();
      if (map.get(name) instanceof List<?> list) {
        for (Object element : list) {
          if (element instanceof Map<?, ?> inner) {
            maps.add(inner);
          }
        }
      }
      return maps;
    }

    List<String> texts(String name) {
      List<String> texts = new ArrayList<>();
      if (map.get(name) instanceof List<?> list) {
        for (Object element : list) {
          if (element instanceof String text) {
            texts.add(text);
          }
        }
      }
      return texts;
    }
  }
}
