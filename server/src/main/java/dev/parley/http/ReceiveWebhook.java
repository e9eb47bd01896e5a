package dev.parley.http;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.api.RequestFields;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Ingested;
import dev.parley.chat.Refusal;
import dev.parley.config.Secret;
import dev.parley.hooks.MetaCalls;
import dev.parley.limits.Cost;
import dev.parley.log.RareLog;
import dev.parley.offload.WorkKind;
import dev.parley.whatsapp.webhook.Signature;
import dev.parley.whatsapp.webhook.WebhookInbox;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /webhook`: receives webhooks from WhatsApp or a script. Their content is on disk when they
/// are answered.
///
/// If app secrets are configured, a call that none of them signed is `unauthorized` and nothing of
/// it is stored. The body is read as JSON whatever the `Content-Type`, so that no call from Meta is
/// lost; only a body that is declared as a form is read as one.
final class ReceiveWebhook implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiveWebhook.class);

  private final RareLog signatureRefused =
      new RareLog(
          LOG,
          "a webhook call was refused: its signature is missing or wrong; compare"
              + " WHATSAPP_APP_SECRET with the app's secret at Meta");
  private final RareLog keptUnprocessed =
      new RareLog(
          LOG, "a webhook call could not be processed and was kept; see parley webhooks list");
  private final WebhookInbox inbox;
  private final Signature signature;
  private final boolean mustBeSigned;
  private final MetaCalls calls;
  private final HttpListener listener;

  /// @param calls the calls that wait to be forwarded; receives those that Meta has signed
  ReceiveWebhook(
      WebhookInbox inbox, List<Secret> appSecrets, MetaCalls calls, HttpListener listener) {
    this.inbox = inbox;
    this.signature = new Signature(appSecrets.stream().map(Secret::value).toList());
    this.mustBeSigned = !appSecrets.isEmpty();
    this.calls = calls;
    this.listener = listener;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.WEBHOOK;
  }

  @Override
  public Cost cost() {
    return Cost.FREE;
  }

  @Override
  public Response handle(Request request) {
    byte[] body = request.body();
    boolean signed =
        mustBeSigned && signature.proves(request.header(Signature.HEADER), request.received());
    if (!signed && !mayBeUnsigned(request.caller())) {
      listener.signatureRefused();
      signatureRefused.warn();
      throw new Refusal(
          ErrorCode.UNAUTHORIZED,
          mustBeSigned
              ? "The signature in " + Signature.HEADER + " is missing or wrong"
              : "Without a signature, webhooks are accepted only from this machine: set"
                  + " WHATSAPP_APP_SECRET, so that Parley can check Meta's signatures");
    }
    Ingested ingested =
        request.isForm()
            ? inbox.receiveForm(RequestFields.form(body))
            : inbox.receive(body, signed);
    listener.ingested(ingested);
    if (signed) {
      calls.keep(request.received(), String.valueOf(request.header(Signature.HEADER)));
    }
    if (ingested.unprocessed() > 0) {
      keptUnprocessed.warn("elements", Long.toString(ingested.unprocessed()));
    }
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

  /// An API key is proof enough. A caller without a credential needs no signature if none is
  /// expected.
  private boolean mayBeUnsigned(Principal caller) {
    return caller.may(Permission.WEBHOOK) && (!mustBeSigned || caller.credential() != null);
  }
}
