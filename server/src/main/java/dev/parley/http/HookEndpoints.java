package dev.parley.http;

import dev.parley.accounts.Accounts;
import dev.parley.api.HookJson;
import dev.parley.api.RequestFields;
import dev.parley.api.Times;
import dev.parley.chat.StreamPosition;
import dev.parley.hooks.DeliveryLog;
import dev.parley.hooks.Hook;
import dev.parley.hooks.HookEvent;
import dev.parley.hooks.HookFormat;
import dev.parley.hooks.Hooks;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Outgoing webhooks.
///
/// ```
/// GET /api/hooks                                                                          [Hook]
/// POST /api/hooks {"url": ..., "events": [...]}                           201, with its `secret`
/// PUT /api/hooks/:id {"url": ..., "events": [...], "active": true}                          Hook
/// DELETE /api/hooks/:id                                                                      204
/// GET /api/hooks/:id/deliveries                                                        [Attempt]
/// POST /api/hooks/:id/replay {"since": "2026-11-24T12:00:00Z"}    202 {"success": true, "since"}
/// ```
///
/// A secret is shown only in the answer that makes it.
final class HookEndpoints {
  private static final String EVENTS = "events";
  private static final String SECRET = "secret";
  private static final String SINCE = "since";
  private static final String FORMAT = "format";
  private static final List<String> NAMES = List.of("url", EVENTS, FORMAT, SECRET, "active");

  private final Hooks hooks;
  private final Accounts accounts;

  HookEndpoints(Hooks hooks, Accounts accounts) {
    this.hooks = hooks;
    this.accounts = accounts;
  }

  Response list(Request request) {
    List<Hooks.Listed> all = hooks.list(request.caller());
    return Response.json(
        200,
        json -> {
          json.writeStartArray();
          for (Hooks.Listed one : all) {
            HookJson.write(json, one.hook(), one.log(), null);
          }
          json.writeEndArray();
        });
  }

  Response add(Request request) {
    RequestFields fields = request.fields(NAMES);
    Hooks.RequestedHook wish = wish(fields);
    if (wish.format() == HookFormat.CLOUD_API) {
      fields.lacks("url");
    } else {
      fields.lacks("url", EVENTS);
    }
    fields.check(null);
    Hook hook = hooks.add(request.caller(), wish);
    note(request, "hook_added", hook.id());
    return Response.json(
        201, json -> HookJson.write(json, hook, DeliveryLog.EMPTY, hook.secret().text()));
  }

  Response change(Request request) {
    RequestFields fields = request.fields(NAMES);
    Hooks.RequestedHook wish = wish(fields);
    fields.check(null);
    Hooks.Listed changed = hooks.change(request.caller(), request.pathValue("id"), wish);
    note(request, "hook_changed", changed.hook().id());
    return Response.json(200, json -> HookJson.write(json, changed.hook(), changed.log(), null));
  }

  Response remove(Request request) {
    hooks.remove(request.caller(), request.pathValue("id"));
    note(request, "hook_removed", request.pathValue("id"));
    return SignIns.nothing();
  }

  Response deliveries(Request request) {
    int limit = request.query("limit", DeliveryLog.MOST, 1, DeliveryLog.MOST);
    DeliveryLog log = hooks.deliveries(request.caller(), request.pathValue("id"));
    return Response.json(200, json -> HookJson.writeAttempts(json, log, limit));
  }

  Response replay(Request request) {
    RequestFields fields = request.fields(List.of(SINCE));
    fields.lacks(SINCE);
    String text = fields.text(SINCE);
    Optional<StreamPosition> position =
        text == null ? Optional.empty() : StreamPosition.parse(text);
    Optional<Instant> time = text == null ? Optional.empty() : Times.parse(text);
    if (text != null && !text.isEmpty() && position.isEmpty() && time.isEmpty()) {
      fields.wrong(SINCE, Times.ALLOWED + ", or a position such as 2s-1k9x0f3");
    }
    fields.check(null);
    StreamPosition from =
        hooks.replay(
            request.caller(),
            request.pathValue("id"),
            position.orElse(null),
            position.isPresent() ? null : time.orElse(null));
    note(request, "hook_replayed", request.pathValue("id"));
    return Response.json(
        202,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("success", true);
          json.writeStringField(SINCE, from.toString());
          json.writeEndObject();
        });
  }

  /// Records a change in the audit trail, because the person who sets the address of a hook can
  /// read the conversations there.
  private void note(Request request, String action, String hook) {
    accounts.from(request.origin()).note(request.caller(), action, hook);
  }

  private static Hooks.RequestedHook wish(RequestFields fields) {
    String word = fields.text(FORMAT);
    HookFormat format = word == null ? null : HookFormat.of(word).orElse(null);
    if (word != null && format == null) {
      fields.wrong(FORMAT, "must be parley or cloud-api");
    }
    return new Hooks.RequestedHook(
        fields.text("url"), format, events(fields), fields.text(SECRET), fields.truth("active"));
  }

  private static @Nullable Set<HookEvent> events(RequestFields fields) {
    if (fields.isEmpty(EVENTS)) {
      return null;
    }
    Set<HookEvent> events = EnumSet.noneOf(HookEvent.class);
    for (String word : fields.texts(EVENTS)) {
      HookEvent.chosen(word)
          .ifPresentOrElse(
              events::add, () -> fields.wrong(EVENTS, "must be a list of " + HookEvent.WORDS));
    }
    return events;
  }
}
