package dev.parley.http;

import dev.parley.api.ContactJson;
import dev.parley.api.RequestFields;
import dev.parley.chat.Contact;
import dev.parley.chat.ContactUpdate;
import dev.parley.chat.ContactUpdate.Field;
import dev.parley.chat.Conversations;
import dev.parley.chat.Person;
import dev.parley.chat.WaId;
import dev.parley.offload.WorkKind;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/contacts` with `{"wa_id": "9876543210", "name": "Bob Smith"}` creates or changes a
/// contact; `phone` and `avatar` keep their values if they are left out.
final class SaveContact implements Endpoint {
  private static final String REQUIRED = "wa_id and name are required";
  private static final int MAX_PHONE = 64;
  private static final int MAX_AVATAR = 2048;

  private final Conversations conversations;

  SaveContact(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.WRITE;
  }

  @Override
  public Response handle(Request request) {
    Contact contact = conversations.saveContact(request.caller(), parse(request));
    return Response.json(200, json -> ContactJson.write(json, contact));
  }

  private static ContactUpdate parse(Request request) {
    RequestFields fields = request.fields(List.of("wa_id", "name", "phone", "avatar"));
    WaId waId = fields.waId("wa_id");
    String name = fields.text("name");
    boolean missing = fields.lacks("wa_id", "name");
    if (name != null && !name.isEmpty()) {
      checkName(fields, name);
    }
    Field phone = phone(fields);
    Field avatar = avatar(fields);
    fields.check(missing ? REQUIRED : null);
    if (waId == null || name == null) {
      throw new IllegalStateException("a required field is missing after the check");
    }
    return new ContactUpdate(waId, name, phone, avatar);
  }

  private static void checkName(RequestFields fields, String name) {
    if (Blank.isBlank(name)) {
      fields.wrong("name", "must not be blank");
    } else if (Text.isLongerThan(name, Person.MAX_NAME)) {
      fields.wrong("name", "must be at most %d characters".formatted(Person.MAX_NAME));
    }
  }

  private static Field phone(RequestFields fields) {
    String phone = fields.text("phone");
    if (phone != null && phone.length() > MAX_PHONE) {
      fields.wrong("phone", "must be at most %d characters".formatted(MAX_PHONE));
    }
    return field(fields, "phone", phone);
  }

  private static Field avatar(RequestFields fields) {
    String avatar = fields.text("avatar");
    if (avatar != null && !avatar.isEmpty() && !isWebAddress(avatar)) {
      fields.wrong(
          "avatar", "must be an http or https URL of at most %d characters".formatted(MAX_AVATAR));
    }
    return field(fields, "avatar", avatar);
  }

  /// An empty text clears a field, as null does, because an HTML form cannot send null.
  private static Field field(RequestFields fields, String name, @Nullable String value) {
    if (!fields.has(name)) {
      return new Field.Keep();
    }
    return new Field.Set(value == null || Blank.isBlank(value) ? null : value);
  }

  private static boolean isWebAddress(String text) {
    try {
      URI uri = new URI(text);
      boolean web =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      return web && uri.getHost() != null && text.length() <= MAX_AVATAR;
    } catch (URISyntaxException notAUrl) {
      return false;
    }
  }
}
