package dev.parley.http;

import dev.parley.accounts.Accounts;
import dev.parley.api.ErasureJson;
import dev.parley.chat.Erasure;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.erasure.Eraser;
import java.time.Duration;
import java.util.List;

/// Erasing people.
///
/// ```
/// DELETE /api/contacts/:wa_id            200, the receipt; 202 and the progress if it takes longer
/// GET /api/erasures                                                 [Erasure], the newest first
/// GET /api/erasures/:id                                                                 Erasure
/// ```
final class Erasures {
  /// The time for which a request waits for the receipt: most erasures end within it.
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Eraser eraser;
  private final Accounts accounts;

  Erasures(Eraser eraser, Accounts accounts) {
    this.eraser = eraser;
    this.accounts = accounts;
  }

  Response erase(Request request) {
    Erasure begun = eraser.erase(request.caller(), request.chat());
    accounts.from(request.origin()).note(request.caller(), "contact_erased", begun.id());
    try {
      Erasure erasure = eraser.await(request.caller(), begun, PATIENCE);
      return Response.json(erasure.isDone() ? 200 : 202, json -> ErasureJson.write(json, erasure));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new Refusal(
          ErrorCode.STORE_UNAVAILABLE, "Parley is stopping; the erasure continues later");
    }
  }

  Response list(Request request) {
    List<Erasure> all = eraser.list(request.caller());
    return Response.json(
        200,
        json -> {
          json.writeStartArray();
          for (Erasure erasure : all) {
            ErasureJson.write(json, erasure);
          }
          json.writeEndArray();
        });
  }

  Response find(Request request) {
    Erasure erasure = eraser.find(request.caller(), request.pathValue("id"));
    return Response.json(200, json -> ErasureJson.write(json, erasure));
  }
}
