package dev.parley.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.api.RequestFields;
import dev.parley.api.SharedJson;
import dev.parley.chat.CannedReply;
import dev.parley.chat.PlainJson;
import dev.parley.chat.Teamwork;
import dev.parley.text.Blank;
import dev.parley.text.Text;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The endpoints for canned replies.
///
/// ```
/// GET /api/replies                                                              [Reply], by shortcut
/// POST /api/replies {"shortcut": "hi", "text": "Hello {{name}}!", "content": null}        201, Reply
/// PUT /api/replies/:id {"shortcut": "hi", "text": "Good morning {{name}}!"}                    Reply
/// DELETE /api/replies/:id                                                                        204
/// ```
final class Replies {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern SHORTCUT =
      Pattern.compile("[^\\s\\p{Cntrl}]{1,%d}".formatted(CannedReply.LONGEST_SHORTCUT));
  private static final int LONGEST_TEXT = 4_096;

  private final Teamwork teamwork;

  Replies(Teamwork teamwork) {
    this.teamwork = teamwork;
  }

  Response list(Request request) {
    List<CannedReply> replies = teamwork.replies();
    return Response.json(200, json -> SharedJson.writeReplies(json, replies));
  }

  Response add(Request request) {
    CannedReply asked = read(request, "");
    CannedReply reply =
        teamwork.addReply(request.caller(), asked.shortcut(), asked.text(), asked.content());
    return Response.json(201, json -> SharedJson.write(json, reply));
  }

  Response change(Request request) {
    CannedReply reply =
        teamwork.changeReply(request.caller(), read(request, request.pathValue("id")));
    return Response.json(200, json -> SharedJson.write(json, reply));
  }

  Response remove(Request request) {
    teamwork.removeReply(request.caller(), request.pathValue("id"));
    return SignIns.nothing();
  }

  private static CannedReply read(Request request, String id) {
    RequestFields fields = request.fields(List.of("shortcut", "text", "content"));
    fields.lacks("shortcut", "text");
    String shortcut = fields.text("shortcut");
    if (shortcut != null && !shortcut.isEmpty() && !SHORTCUT.matcher(shortcut).matches()) {
      fields.wrong(
          "shortcut",
          "must be 1 to %d characters without spaces".formatted(CannedReply.LONGEST_SHORTCUT));
    }
    String text = fields.text("text");
    if (text != null
        && !text.isEmpty()
        && (Blank.isBlank(text) || Text.isLongerThan(text, LONGEST_TEXT))) {
      fields.wrong("text", "must be 1 to %d characters, not blank".formatted(LONGEST_TEXT));
    }
    ObjectNode content = fields.object("content");
    if (content != null && !content.path("type").isTextual()) {
      fields.wrong("content", "must have a type, like the content of POST /api/send");
    }
    fields.check(null);
    if (shortcut == null || text == null) {
      throw new IllegalStateException("a required field is missing after the check");
    }
    return new CannedReply(
        id,
        shortcut,
        text,
        content == null ? PlainJson.EMPTY : PlainJson.of(JSON.convertValue(content, Map.class)));
  }
}
