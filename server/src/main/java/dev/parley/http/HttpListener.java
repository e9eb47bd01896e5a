package dev.parley.http;

import dev.parley.chat.Ingested;
import java.time.Duration;

/// Receives events of the HTTP server, for metrics. Called on event loops and virtual threads; must
/// not block.
public interface HttpListener {
  /// A request was answered, or its client disconnected before the answer.
  ///
  /// @param route the path as in [Routes], for example `/api/chats/:wa_id`; `none` for a path that
  ///   nobody serves
  /// @param method `GET`, `HEAD`, `POST`, `OPTIONS`, or `other`
  /// @param status the status of the answer; 499 if the client disconnected
  /// @param took the time from the request's head to the answer's last byte
  void answered(String route, String method, int status, Duration took);

  /// A webhook call was processed with this result.
  void ingested(Ingested ingested);

  /// WhatsApp reported something about the account.
  ///
  /// @param kind the kind of report, one of a few words, for example `account_update`
  /// @param attention whether somebody should look at it
  void reported(String kind, boolean attention);

  /// A webhook call was refused because of its signature.
  void signatureRefused();
}
