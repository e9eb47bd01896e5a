package dev.parley.http;

import dev.parley.access.Permission;
import dev.parley.api.FileLinks;
import dev.parley.api.SendBody;
import dev.parley.chat.Conversations;
import dev.parley.chat.Message;
import dev.parley.chat.OutgoingReaction;
import dev.parley.chat.Quotes;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.SendOutcome.AlreadyStored;
import dev.parley.chat.SendOutcome.IdTaken;
import dev.parley.chat.SendOutcome.NoTarget;
import dev.parley.chat.SendOutcome.Stored;
import dev.parley.chat.SendOutcome.WindowClosed;
import dev.parley.chat.ServiceWindow;
import dev.parley.limits.Cost;
import dev.parley.media.VisibleFiles;
import dev.parley.offload.WorkKind;
import dev.parley.outgoing.TemplateBook;

/// `POST /api/send` with `{"wa_id": "1234567890", "text": "Hello"}` stores a text in a chat, or
/// with `content` any other kind of message. For a reaction the answer contains the message to
/// which it belongs.
///
/// Answers 201 and the message; 200 and the stored message if an earlier request had the same id
/// and the same text. Refuses with `conflict` if the id was used for another text, and with
/// `window_closed` if only a template can be sent. The id is the body's `id` or the header
/// `Idempotency-Key`.
final class SendMessage implements Endpoint {
  private final Conversations conversations;
  private final FileLinks links;
  private final TemplateBook templates;
  private final VisibleFiles files;

  SendMessage(
      Conversations conversations, TemplateBook templates, VisibleFiles files, FileLinks links) {
    this.files = files;
    this.links = links;
    this.conversations = conversations;
    this.templates = templates;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.WRITE;
  }

  @Override
  public Cost cost() {
    return Cost.MESSAGE;
  }

  @Override
  public Response handle(Request request) {
    var asked =
        SendBody.parse(
            request.fields(SendBody.FIELDS),
            request.header(SendBody.KEY_HEADER),
            templates,
            files.sentBy(request.caller()),
            conversations::knows);
    boolean reads = request.caller().may(Permission.READ);
    boolean shown = reads || !(asked.what() instanceof OutgoingReaction);
    return switch (conversations.send(request.caller(), asked)) {
      case Stored(var message) -> shown ? answer(201, message, reads) : done(201);
      case AlreadyStored(var message) -> shown ? answer(200, message, reads) : done(200);
      case IdTaken taken -> throw SendBody.taken(taken);
      case WindowClosed(var since) -> throw ServiceWindow.refusal(since);
      case NoTarget none -> throw SendBody.noTarget(none);
      case SendOutcome.Overtaken _ -> throw SendBody.overtaken();
    };
  }

  /// The answer to a reaction for a caller who may not read the message to which it belongs.
  private static Response done(int status) {
    return Response.json(
        status,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("success", true);
          json.writeEndObject();
        });
  }

  /// @param reads whether the caller may see the quoted message
  private Response answer(int status, Message message, boolean reads) {
    Quotes quotes = reads ? conversations.quotesOf(message) : Quotes.NONE;
    return Response.json(status, json -> SendBody.writeAnswer(json, message, quotes, links));
  }
}
