package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.chat.MessageId;
import dev.parley.json.LooseJson;
import dev.parley.outbox.Outcome;
import dev.parley.outbox.Parcel;
import dev.parley.outbox.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends messages through Meta's Cloud API. Safe for use by many threads.
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
      new Failure(
          0, "Not sent", "What was to be sent is damaged in the store: send it as a new message.");

  private static final Logger LOG = LoggerFactory.getLogger(CloudApi.class);

  private static final int TOO_MANY_REQUESTS = 429;

  private final GraphClient graph;
  private final String path;

  /// @param phoneNumberId the number to send from
  public CloudApi(GraphClient graph, String phoneNumberId) {
    this.graph = graph;
    this.path = phoneNumberId + "/messages";
  }

  @Override
  public Outcome carry(Parcel parcel) {
    String body;
    try {
      body = body(parcel);
    } catch (IllegalArgumentException damaged) { // nothing was sent, and never can be
      LOG.atError()
          .addKeyValue("messageId", parcel.id())
          .log("what is stored of a message cannot be sent: it is damaged");
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

  /// @throws IllegalArgumentException where what is stored of it is damaged
  private static String body(Parcel parcel) {
    String to = parcel.message().chat().customer().value();
    return MessageBody.of(parcel.message(), to, parcel.payload(), parcel.quoted());
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
    String id = answer.path("messages").path(0).path("id").asText("");
    return response.statusCode() / 100 == 2 && MessageId.isValid(id)
        ? new Outcome.Accepted(new MessageId(id))
        : new Outcome.Unknown(STRANGE_ANSWER);
  }

  /// Null when it is no JSON object.
  private static @Nullable JsonNode json(byte[] body) {
    try {
      JsonNode read = LooseJson.parse(body);
      return read.isObject() ? read : null;
    } catch (LooseJson.Malformed notJson) {
      return null;
    }
  }
}
