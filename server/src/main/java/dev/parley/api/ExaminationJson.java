package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.doctor.Examination;
import dev.parley.doctor.Finding;
import java.io.IOException;
import java.util.Locale;

/// The findings of the doctor, as clients and the command see them.
///
/// ```json
/// {"status": "fail", "checked_at": "2026-11-28T10:30:00.000Z", "findings": [
///   {"name": "quality", "state": "ok", "sentence": "The quality rating is GREEN.", "advice": null}]}
/// ```
public final class ExaminationJson {
  private ExaminationJson() {}

  /// Writes one object.
  public static void write(JsonGenerator json, Examination examination) throws IOException {
    json.writeStartObject();
    json.writeStringField("status", word(examination.worst()));
    Times.write(json, "checked_at", examination.at());
    json.writeArrayFieldStart("findings");
    for (Finding finding : examination.findings()) {
      json.writeStartObject();
      json.writeStringField("name", finding.name());
      json.writeStringField("state", word(finding.state()));
      json.writeStringField("sentence", finding.sentence());
      Json.text(json, "advice", finding.advice());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
