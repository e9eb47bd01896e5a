package dev.parley.whatsapp.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.Amendment;
import dev.parley.chat.Body;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Draft;
import dev.parley.chat.Failure;
import dev.parley.chat.Inbound;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.Person;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Renders parsed events as JSON for people; fields that are null are omitted.
final class Rendered {
  private static final int MOST = 8_000;
  private static final int SHOWN = 400;
  private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT))
          .build();

  private Rendered() {}

  static String of(Parsed parsed) {
    try {
      return MAPPER.writeValueAsString(tree(parsed)) + "\n";
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, @Nullable Object> tree(Parsed parsed) {
    return switch (parsed) {
      case Parsed.Understood(var inbound, var reports) -> inbound(inbound, reports);
      case Parsed.NotJson(var line, var column, var rule) ->
          map("not_json", map("line", line, "column", column, "rule", rule));
      case Parsed.Meaningless(var problems, _) ->
          map(
              "meaningless",
              problems.stream().map(problem -> problem.field() + " " + problem.problem()).toList());
    };
  }

  private static Map<String, @Nullable Object> inbound(
      Inbound inbound, List<AccountReport> reports) {
    Unprocessed leftover = inbound.leftover();
    return map(
        "events",
        inbound.events().stream().map(Rendered::event).toList(),
        "leftover",
        leftover == null
            ? null
            : map("elements", leftover.elements(), "reasons", leftover.reasons()),
        "reports",
        reports.isEmpty() ? null : reports.stream().map(Rendered::report).toList());
  }

  private static Map<String, @Nullable Object> report(AccountReport report) {
    return map(
        "kind",
        report.kind(),
        "subject",
        report.subject(),
        "state",
        report.state(),
        "at",
        report.at().toString(),
        "attention",
        report.attention() ? true : null);
  }

  private static Map<String, @Nullable Object> event(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Arrived(var draft, _) -> map("arrived", draft(draft));
      case InboundEvent.StatusReported(var report, var sentAs, _, _, var participant) ->
          map(
              "status",
              map(
                  "message",
                  report.message().value(),
                  "status",
                  report.status().name(),
                  "at",
                  report.at().toString(),
                  "failure",
                  failure(report.failure()),
                  "sentAs",
                  sentAs == null ? null : sentAs.value(),
                  "participant",
                  participant == null ? null : person(participant)));
      case InboundEvent.Called(var draft) -> map("called", draft(draft));
      case InboundEvent.Listed(var person, var at) ->
          map("listed", person(person), "at", at.toString());
      case InboundEvent.Amended amended ->
          map(
              "amended",
              map(
                  "event",
                  amended.event().value(),
                  "target",
                  amended.target().value(),
                  "person",
                  person(amended.person()),
                  "group",
                  text(amended.group()),
                  "direction",
                  amended.direction().name(),
                  "at",
                  amended.at().toString(),
                  "what",
                  what(amended.what())));
      case InboundEvent.Moved moved ->
          map(
              "moved",
              map(
                  "from_number",
                  text(moved.fromNumber()),
                  "to_number",
                  text(moved.toNumber()),
                  "from_user_ids",
                  values(moved.fromUserIds()),
                  "to_user_ids",
                  values(moved.toUserIds()),
                  "at",
                  moved.at().toString()));
    };
  }

  private static Map<String, @Nullable Object> draft(Draft draft) {
    return map(
        "id",
        draft.id().value(),
        "meta_id",
        text(draft.metaId()),
        "person",
        person(draft.person()),
        "group",
        text(draft.group()),
        "direction",
        draft.direction().name(),
        "from",
        draft.from(),
        "to",
        draft.to(),
        "body",
        body(draft.body()),
        "timestamp",
        draft.timestamp().toString(),
        "status",
        draft.status().name(),
        "sent_by",
        draft.sentBy() == null ? null : draft.sentBy().kind().word(),
        "webhook_data",
        draft.webhookData());
  }

  private static Map<String, @Nullable Object> person(Person person) {
    return map(
        "number",
        text(person.number()),
        "user_ids",
        values(person.userIds()),
        "profile_name",
        person.profileName(),
        "username",
        person.username(),
        "phone",
        person.phone());
  }

  private static Map<String, @Nullable Object> body(Body body) {
    return map(
        "text",
        body.text(),
        "type",
        body.type(),
        "content",
        body.content() == null ? null : ContentFields.of(body.content()),
        "reply_to",
        text(body.replyTo()),
        "origin",
        body.origin() == null ? null : body.origin().word());
  }

  private static Map<String, @Nullable Object> what(Amendment.Action what) {
    return switch (what) {
      case Amendment.Action.React(var emoji) -> map("react", emoji == null ? "taken away" : emoji);
      case Amendment.Action.Edit(var body) -> map("edit", body(body));
      case Amendment.Action.Revoke() -> map("revoke", true);
    };
  }

  private static @Nullable Map<String, @Nullable Object> failure(@Nullable Failure failure) {
    return failure == null
        ? null
        : map("code", failure.code(), "title", failure.title(), "detail", failure.detail());
  }

  private static @Nullable List<String> values(List<WaId> ids) {
    return ids.isEmpty() ? null : ids.stream().map(WaId::value).toList();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static Map<String, @Nullable Object> map(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(String.valueOf(namesAndValues[i]), cut(namesAndValues[i + 1]));
    }
    return map;
  }

  /// Nobody reviews a long text.
  private static @Nullable Object cut(@Nullable Object value) {
    return value instanceof String text && text.length() > MOST
        ? text.substring(0, SHOWN) + "... and " + (text.length() - SHOWN) + " characters more"
        : value;
  }
}
