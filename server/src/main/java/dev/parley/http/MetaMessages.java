package dev.parley.http;

import dev.parley.api.MetaAnswer;
import dev.parley.api.MetaBody;
import dev.parley.api.SendBody;
import dev.parley.chat.Conversations;
import dev.parley.chat.Direction;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.OurNumbers;
import dev.parley.chat.Refusal;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.SendOutcome.AlreadyStored;
import dev.parley.chat.SendOutcome.IdTaken;
import dev.parley.chat.SendOutcome.NoTarget;
import dev.parley.chat.SendOutcome.Stored;
import dev.parley.chat.SendOutcome.WindowClosed;
import dev.parley.chat.SendRequest;
import dev.parley.chat.ServiceWindow;
import dev.parley.chat.WaId;
import dev.parley.limits.Cost;
import dev.parley.media.VisibleFiles;
import dev.parley.offload.WorkKind;
import dev.parley.outgoing.TemplateBook;

/// `POST /{version}/{phone number id}/messages` with the bodies of Meta's Cloud API: sends a
/// message or a reaction as `POST /api/send` does, or marks a customer's message as read. Answers
/// and refusals have Meta's shapes. Any version is accepted.
///
/// The id in the answer is Parley's, because WhatsApp's is not known yet. The caller can choose it
/// with the header `Idempotency-Key`.
final class MetaMessages implements MetaEndpoint {
  private final Conversations conversations;
  private final OurNumbers numbers;
  private final TemplateBook templates;
  private final VisibleFiles files;

  /// @param numbers the business's numbers
  /// @param templates the templates against which a sent template is checked
  /// @param files the uploaded files
  MetaMessages(
      Conversations conversations, OurNumbers numbers, TemplateBook templates, VisibleFiles files) {
    this.files = files;
    this.conversations = conversations;
    this.numbers = numbers;
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
    String number = request.pathValue("phone_number_id");
    MessageId chosen = SendBody.key(request.header(SendBody.KEY_HEADER));
    boolean stored = chosen != null && conversations.knows(chosen);
    TemplateBook book = stored ? TemplateBook.EMPTY : templates;
    return switch (asked(request, book)) {
      case MetaBody.Send asked -> send(request, number, asked);
      case MetaBody.Read(var message, var typing) -> {
        refuseUnknown(number);
        if (conversations.markReadUpTo(request.caller(), message, typing).isEmpty()) {
          throw Refusal.invalid("message_id", "must be the id of a message of a customer");
        }
        yield Response.json(200, MetaAnswer::writeSuccess);
      }
    };
  }

  private MetaBody asked(Request request, TemplateBook book) {
    return MetaBody.parse(request.fields(MetaBody.FIELDS), book, files.sentBy(request.caller()));
  }

  private void refuseUnknown(String number) {
    if (!numbers.has(number)) {
      throw new Refusal(
          ErrorCode.NOT_FOUND,
          "Parley does not serve this phone number id: it must be one of those in PHONE_NUMBER_ID");
    }
  }

  /// The chat of a customer with one of the business's numbers.
  private WaId chat(String number, WaId customer) {
    refuseUnknown(number);
    String end = numbers.endOfAddress(number);
    if (end != null && !customer.fitsTo(end)) {
      throw Refusal.invalid("to", "is too long");
    }
    return customer.through(end);
  }

  private Response send(Request request, String number, MetaBody.Send asked) {
    MessageId chosen = SendBody.key(request.header(SendBody.KEY_HEADER));
    MessageId id = chosen == null ? conversations.makeId() : chosen;
    SendRequest message =
        new SendRequest(
            id,
            chat(number, asked.customer()),
            asked.what(),
            Direction.OUTGOING,
            null,
            asked.replyTo());
    return switch (conversations.send(request.caller(), message)) {
      case Stored(var stored) -> answer(asked, stored, id);
      case AlreadyStored(var stored) -> answer(asked, stored, id);
      case IdTaken taken -> throw SendBody.taken(taken);
      case WindowClosed(var since) -> throw ServiceWindow.refusal(since);
      case NoTarget none -> throw Refusal.invalid("reaction.message_id", none.reason().problem());
      case SendOutcome.Overtaken _ -> throw SendBody.overtaken();
    };
  }

  private static Response answer(MetaBody.Send asked, Message message, MessageId id) {
    return Response.json(200, json -> MetaAnswer.writeSent(json, asked, message, id));
  }
}
