package dev.parley.whatsapp.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Failure;
import dev.parley.chat.MessageId;
import dev.parley.config.ParleyConfig;
import dev.parley.json.LooseJson;
import dev.parley.outbox.Outcome;
import dev.parley.outbox.Parcel;
import dev.parley.outbox.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Sends messages through Meta's Cloud API. Safe for use by many threads.
///
/// ```
/// POST https://graph.facebook.com/v25.0/<phone number id>/messages
/// {"messaging_product": "whatsapp", "to": "+15551234567", "type": "text",
///  "text": {"body": "Hello"}, "biz_opaque_callback_data": "msg_1754562600000_k3j9x2m1p"}
/// ```
///
/// The client of the JDK never repeats a POST by itself once a byte of it was written.
public final class CloudApi implements Transport, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /// WhatsApp may take a message and answer late: the longer this is, the fewer are uncertain.
  static final Duration ANSWER = Duration.ofSeconds(30);

  private static final int MOST_BYTES = 1 << 20;

  private static final Failure NO_CONNECTION =
      new Failure(0, "WhatsApp could not be reached", null);
  private static final Failure NO_ANSWER = new Failure(0, "WhatsApp did not answer", null);
  private static final Failure STRANGE_ANSWER =
      new Failure(0, "The answer was not WhatsApp's", null);
  private static final Failure SLOW_DOWN = new Failure(0, "Too many requests", null);

  private static final int TOO_MANY_REQUESTS = 429;

  private final ParleyConfig.Account account;
  private final URI messages;
  private final HttpClient client;

  /// @param config with an account
  public CloudApi(ParleyConfig.WhatsApp config, ParleyConfig.Account account) {
    this.account = account;
    this.messages =
        URI.create(
            config.graphUrl()
                + "/"
                + config.graphVersion()
                + "/"
                + account.phoneNumberId()
                + "/messages");
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .version(
                "https".equals(messages.getScheme())
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            .build();
  }

  @Override
  public Outcome carry(Parcel parcel) {
    String to = parcel.message().chat().value();
    String body = MessageBody.of(parcel.message(), to, parcel.payload(), parcel.quoted());
    HttpRequest request =
        HttpRequest.newBuilder(messages)
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + account.accessToken().value())
            .header("Content-Type", "application/json")
            .header("User-Agent", "Parley")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return outcome(
          client.send(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES)));
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

  @Override
  public void close() {
    client.shutdownNow();
  }
}
