package dev.parley.http;

import dev.parley.api.Fields;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Ingested;
import dev.parley.chat.Refusal;
import dev.parley.config.Secret;
import dev.parley.offload.Work;
import dev.parley.whatsapp.webhook.Signature;
import dev.parley.whatsapp.webhook.WebhookInbox;
import java.util.List;

/// `POST /webhook`: takes in what WhatsApp, or a script, tells us. On disk when it is answered.
///
/// Where app secrets are configured, a call that none of them signed is `unauthorized` and leaves
/// nothing behind. Whatever the `Content-Type`, the body is read as JSON, so that nothing of Meta's
/// is lost; only what says that it is a form is one.
final class ReceiveWebhook implements Endpoint {
  private final WebhookInbox inbox;
  private final Signature signature;
  private final boolean mustBeSigned;
  private final HttpListener listener;

  ReceiveWebhook(WebhookInbox inbox, List<Secret> appSecrets, HttpListener listener) {
    this.inbox = inbox;
    this.signature = new Signature(appSecrets.stream().map(Secret::value).toList());
    this.mustBeSigned = !appSecrets.isEmpty();
    this.listener = listener;
  }

  @Override
  public Work work(Request request) {
    return Work.WEBHOOK;
  }

  @Override
  public Response handle(Request request) {
    byte[] body = request.body();
    if (mustBeSigned && !signature.proves(request.header(Signature.HEADER), body)) {
      listener.signatureRefused();
      throw new Refusal(
          ErrorCode.UNAUTHORIZED, "The signature in " + Signature.HEADER + " is missing or wrong");
    }
    Ingested ingested =
        request.isForm() ? inbox.receiveForm(Fields.form(body)) : inbox.receive(body, mustBeSigned);
    listener.ingested(ingested);
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("success", true);
          json.writeNumberField("messages", ingested.messages());
          json.writeNumberField("statuses", ingested.statuses());
          json.writeNumberField("duplicates", ingested.duplicates());
          json.writeNumberField("ignored", ingested.ignored());
          json.writeNumberField("unprocessed", ingested.unprocessed());
          json.writeEndObject();
        });
  }
}
