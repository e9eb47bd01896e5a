package dev.parley.http;

import dev.parley.api.Times;
import dev.parley.offload.WorkKind;
import dev.parley.templates.Refreshed;
import dev.parley.templates.Templates;

/// `POST /api/templates/refresh` fetches the account's message templates from WhatsApp, and says
/// how many there are and what is new. The body does not matter.
///
/// 200; `conflict` if a setting is missing, `whatsapp_unavailable` if WhatsApp does not return
/// them.
final class RefreshTemplates implements Endpoint {
  private final Templates templates;

  RefreshTemplates(Templates templates) {
    this.templates = templates;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.STREAM; // may take 20 seconds
  }

  @Override
  public Response handle(Request request) {
    Refreshed refreshed = templates.refresh();
    return Response.json(
        200,
        json -> {
          json.writeStartObject();
          json.writeBooleanField("success", true);
          json.writeNumberField("templates", refreshed.templates());
          json.writeNumberField("approved", refreshed.approved());
          json.writeNumberField("added", refreshed.added());
          json.writeNumberField("changed", refreshed.changed());
          json.writeNumberField("removed", refreshed.removed());
          json.writeStringField("fetched_at", Times.format(refreshed.fetchedAt()));
          json.writeEndObject();
        });
  }
}
