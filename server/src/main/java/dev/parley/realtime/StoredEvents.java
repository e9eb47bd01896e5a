package dev.parley.realtime;

import dev.parley.access.Principal;
import dev.parley.api.ChatJson;
import dev.parley.api.ChatUpdateBody;
import dev.parley.api.FileLinks;
import dev.parley.api.RequestFields;
import dev.parley.api.SendBody;
import dev.parley.authentication.Callers;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatUpdate;
import dev.parley.chat.Conversations;
import dev.parley.chat.Message;
import dev.parley.chat.Quotes;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.SendOutcome.AlreadyStored;
import dev.parley.chat.SendOutcome.IdTaken;
import dev.parley.chat.SendOutcome.NoTarget;
import dev.parley.chat.SendOutcome.Stored;
import dev.parley.chat.SendOutcome.WindowClosed;
import dev.parley.chat.SendRequest;
import dev.parley.chat.ServiceWindow;
import dev.parley.chat.Teamwork;
import dev.parley.chat.WaId;
import dev.parley.outgoing.FileBook;
import dev.parley.outgoing.TemplateBook;
import dev.parley.socketio.ReceivedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// Handles events that store something: messages, read marks, the state of a chat.
final class StoredEvents {
  private final EventAnswers answers;
  private final Callers callers;
  private final Conversations conversations;
  private final Teamwork teamwork;
  private final TemplateBook templates;
  private final Function<Principal, FileBook> files;
  private final FileLinks links;

  /// @param callers knows users and teams
  /// @param files the files that a caller may send
  StoredEvents(
      EventAnswers answers,
      Callers callers,
      Conversations conversations,
      Teamwork teamwork,
      TemplateBook templates,
      Function<Principal, FileBook> files,
      FileLinks links) {
    this.answers = answers;
    this.callers = callers;
    this.conversations = conversations;
    this.teamwork = teamwork;
    this.templates = templates;
    this.files = files;
    this.links = links;
  }

  void send(Principal caller, ReceivedEvent event) {
    RequestFields fields = EventAnswers.fields(event, SendBody.FIELDS);
    answers.store(
        event,
        () -> {
          SendRequest request =
              SendBody.parse(fields, null, templates, files.apply(caller), conversations::knows);
          Message message =
              switch (conversations.send(caller, request)) {
                case Stored(var stored) -> stored;
                case AlreadyStored(var stored) -> stored;
                case IdTaken taken -> throw SendBody.taken(taken);
                case WindowClosed(var since) -> throw ServiceWindow.refusal(since);
                case NoTarget none -> throw SendBody.noTarget(none);
                case SendOutcome.Overtaken _ -> throw SendBody.overtaken();
              };
          Quotes quotes = conversations.quotesOf(message);
          return json -> SendBody.writeAnswer(json, message, quotes, links);
        });
  }

  void markRead(Principal caller, ReceivedEvent event) {
    RequestFields fields = EventAnswers.fields(event, List.of("wa_id"));
    WaId chat = fields.waId("wa_id");
    fields.lacks("wa_id");
    fields.check(null);
    answers.store(
        event,
        () -> {
          int updated = conversations.markRead(caller, Objects.requireNonNull(chat)).size();
          return json -> {
            json.writeStartObject();
            json.writeBooleanField("success", true);
            json.writeNumberField("updated", updated);
            json.writeEndObject();
          };
        });
  }

  void updateChat(Principal caller, ReceivedEvent event) {
    List<String> names = new ArrayList<>(ChatUpdateBody.FIELDS);
    names.add("wa_id");
    RequestFields fields = EventAnswers.fields(event, names);
    WaId chat = fields.waId("wa_id");
    fields.lacks("wa_id");
    ChatUpdate update =
        ChatUpdateBody.parse(fields, caller.user(), callers::isUser, callers::isTeam);
    answers.store(
        event,
        () -> {
          ChatHead head = teamwork.update(caller, Objects.requireNonNull(chat), update);
          Quotes quotes = teamwork.quotesOf(head);
          return json -> {
            json.writeStartObject();
            json.writeBooleanField("success", true);
            json.writeFieldName("chat");
            ChatJson.write(json, head, quotes, links);
            json.writeEndObject();
          };
        });
  }
}
