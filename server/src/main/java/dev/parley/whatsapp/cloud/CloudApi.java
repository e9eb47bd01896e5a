package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.WaId;
import dev.parley.json.LooseJson;
import dev.parley.outbox.Outcome;
import dev.parley.outbox.Parcel;
import dev.parley.outbox.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends messages and reactions through Meta's Cloud API. Safe for use by many threads.
///
/// ```
/// POST https://graph.facebook.com/v25.0/<phone number id>/messages
/// {"messaging_product": "whatsapp", "to": "+15551234567", "type": "text",
///  "text": {"body": "Hello"}, "biz_opaque_callback_data": "msg_1754562600000_k3j9x2m1p"}
/// ```
public final class CloudApi implements Transport {
  private static final Failure NO_CONNECTION =
      new Failure(0, "WhatsApp could not be reached", null);
  private static final Failure NO_ANSWER = new Failure(0, "WhatsApp did not answer", null);
  private static final Failure STRANGE_ANSWER =
      new Failure(0, "The answer was not WhatsApp's", null);
  private static final Failure SLOW_DOWN = new Failure(0, "Too many requests", null);

  private static final Failure DAMAGED =
      new Failure(0, "Not sent", "The stored message is damaged: send it as a new message.");

  private static final Logger LOG = LoggerFactory.getLogger(CloudApi.class);

  private static final int TOO_MANY_REQUESTS = 429;

  /// The codes with which WhatsApp may refuse a message whose file it does not know.
  private static final Set<Long> UNKNOWN_FILE = Set.of(100L, 131009L, 131052L, 131053L);

  /// The `message_status` of a template's message that WhatsApp holds back.
  private static final Set<String> HELD = Set.of("held_for_quality_assessment", "paused");

  private final GraphClient graph;
  private final String path;
  private final CloudUploads uploads;
  private final String phoneNumberId;

  /// @param phoneNumberId the number to send from
  /// @param uploads uploads the files of messages to WhatsApp
  public CloudApi(GraphClient graph, String phoneNumberId, CloudUploads uploads) {
    this.graph = graph;
    this.uploads = uploads;
    this.phoneNumberId = phoneNumberId;
    this.path = phoneNumberId + "/messages";
  }

  @Override
  public Outcome carry(Parcel parcel) {
    String payload = parcel instanceof Parcel.OfMessage of ? of.payload() : null;
    if (payload == null || !CloudUploads.mayNameFiles(payload)) {
      return post(parcel, null);
    }
    CloudUploads.Prepared first = uploads.prepare(payload, phoneNumberId);
    Outcome outcome = carry(parcel, first);
    if (outcome instanceof Outcome.Refused(var reason)
        && first instanceof CloudUploads.Prepared.Ready ready
        && ready.earlier()
        && UNKNOWN_FILE.contains(reason.code())) {
      uploads.forget(payload, phoneNumberId); // nothing was sent: a new copy may work
      return carry(parcel, uploads.prepare(payload, phoneNumberId));
    }
    return outcome;
  }

  private Outcome carry(Parcel parcel, CloudUploads.Prepared prepared) {
    return switch (prepared) {
      case CloudUploads.Prepared.Ready(var payload, var _) -> post(parcel, payload);
      case CloudUploads.Prepared.NotYet(var outcome) -> outcome;
    };
  }

  /// @param payload replaces the parcel's own payload; null: the parcel's own is sent
  private Outcome post(Parcel parcel, @Nullable String payload) {
    String body;
    try {
      body = body(parcel, payload);
    } catch (IllegalArgumentException damaged) { // this message can never be sent
      LOG.atError()
          .addKeyValue("messageId", parcel.id())
          .log("a stored message cannot be sent: it is damaged");
      return new Outcome.Refused(DAMAGED);
    }
    try {
      return outcome(graph.post(path, body));
    } catch (ConnectException | HttpConnectTimeoutException | SSLHandshakeException unreached) {
      return new Outcome.NotNow(NO_CONNECTION, Outcome.Scope.NUMBER);
    } catch (HttpTimeoutException late) {
      return new Outcome.Unknown(NO_ANSWER);
    } catch (IOException brokenOff) {
      return new Outcome.Unknown(NO_ANSWER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown(NO_ANSWER);
    }
  }

  /// @throws IllegalArgumentException if the stored message is damaged
  private static String body(Parcel parcel, @Nullable String prepared) {
    String to = parcel.to().customer().value();
    return switch (parcel) {
      case Parcel.OfMessage(var message, _, var payload, var quoted, _) ->
          MessageBody.of(message, to, prepared == null ? payload : prepared, quoted);
      case Parcel.OfReaction(var id, _, _, var target, var emoji, _) ->
          MessageBody.reaction(id, to, target, emoji);
    };
  }

  private static Outcome outcome(HttpResponse<byte[]> response) {
    JsonNode answer = json(response.body());
    if (answer == null) {
      return response.statusCode() == TOO_MANY_REQUESTS
          ? new Outcome.NotNow(SLOW_DOWN, Outcome.Scope.NUMBER)
          : new Outcome.Unknown(STRANGE_ANSWER);
    }
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      return GraphErrors.outcome(error);
    }
    JsonNode taken = answer.path("messages").path(0);
    String id = taken.path("id").asText("");
    boolean held = HELD.contains(taken.path("message_status").asText(""));
    return response.statusCode() / 100 == 2 && MessageId.isValid(id)
        ? new Outcome.Accepted(new MessageId(id), held, customer(answer.path("contacts").path(0)))
        : new Outcome.Unknown(STRANGE_ANSWER);
  }

  /// The identity under which WhatsApp knows the customer: the number in WhatsApp's spelling, the
  /// user id, or both.
  ///
  /// @return null if the answer contains neither, and for a group
  private static @Nullable Person customer(JsonNode contact) {
    WaId number = address(contact.path("wa_id"));
    WaId userId = address(contact.path("user_id"));
    boolean known = userId != null || (number != null && number.phone() != null);
    return known ? new Person(number, userId, null, null) : null;
  }

  private static @Nullable WaId address(JsonNode value) {
    String text = value.asText("");
    return WaId.isValid(text) ? new WaId(text) : null;
  }

  /// Null if it is not a JSON object.
  private static @Nullable JsonNode json(byte[] body) {
    try {
      JsonNode read = LooseJson.parse(body);
      return read.isObject() ? read : null;
    } catch (LooseJson.Malformed notJson) {
      return null;
    }
  }
}
