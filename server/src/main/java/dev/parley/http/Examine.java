package dev.parley.http;

import dev.parley.api.ExaminationJson;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.doctor.Examination;
import dev.parley.offload.WorkKind;
import java.util.Optional;
import java.util.function.Supplier;

/// `GET /api/doctor`: checks this installation and its connection to WhatsApp, and says of each
/// check what is wrong, why it matters and how to fix it. Answers 200 regardless of the findings;
/// refuses with `overloaded` when several callers wait already.
final class Examine implements Endpoint {
  private final Supplier<Optional<Examination>> doctor;

  /// @param doctor blocks during the checks; returns empty when too many callers wait already
  Examine(Supplier<Optional<Examination>> doctor) {
    this.doctor = doctor;
  }

  @Override
  public WorkKind work(Request request) {
    return WorkKind.STREAM; // may take 15 seconds
  }

  @Override
  public Response handle(Request request) {
    Examination examination =
        doctor
            .get()
            .orElseThrow(() ->
                new Refusal(
                    ErrorCode.OVERLOADED,
                    "An examination is under way and others wait for it, try again in a moment"));
    return Response.json(200, json -> ExaminationJson.write(json, examination))
        .with("Cache-Control", "no-store");
  }
}
