package dev.parley.http;

import dev.parley.offload.WorkKind;
import dev.parley.templates.Template;
import dev.parley.templates.Templates;
import java.util.List;
import java.util.Map;

/// `GET /api/templates`: the account's message templates as WhatsApp describes them, by name and
/// language; `?status=APPROVED` and `?q=order` select some of them. A bare array; empty if the
/// settings name no account.
final class ListTemplates implements Endpoint {
  /// The memory of a template in addition to its JSON.
  private static final int OBJECT = 300;

  private final Templates templates;

  ListTemplates(Templates templates) {
    this.templates = templates;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.STREAM;
  }

  @Override
  public Response handle(Request request) {
    List<Template> found = templates.find(request.query("status"), request.query("q"));
    return Response.streamed(
        Map.of(),
        found.size() * (long) OBJECT, // the JSON is in memory anyway
        json -> {
          json.writeStartArray();
          for (Template template : found) {
            json.writeRawValue(template.json());
          }
          json.writeEndArray();
        });
  }
}
