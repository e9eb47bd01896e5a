package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// A business that calls the Cloud API.
final class Business {
  /// The number of [SimulatorOptions#defaults].
  static final String NUMBER = "310987654321098";

  /// The account of that number.
  static final String ACCOUNT = "220045678901234";

  static final String ALICE = "15550100001";
  static final String BOB = "15550100002";

  /// An answer.
  record Got(int status, String body) {
    JsonNode json() {
      try {
        return MetaJson.parse(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new AssertionError(body, e);
      }
    }

    int code() {
      return json().path("error").path("code").asInt();
    }

    String details() {
      return json().path("error").path("error_data").path("details").asText();
    }

    String message() {
      return json().path("error").path("message").asText();
    }

    String wamid() {
      return json().path("messages").path(0).path("id").asText();
    }
  }

  private final URI url;
  private final HttpClient client = HttpClient.newHttpClient();
  private String token = "token";

  Business(Simulator simulator) {
    this(simulator.url());
  }

  Business(URI url) {
    this.url = url;
  }

  Business withToken(String other) {
    token = other;
    return this;
  }

  /// Sends a text.
  Got text(String to, String text, String callback) {
    return send(
        """
        {"messaging_product": "whatsapp", "to": "+%s", "type": "text",
         "text": {"body": "%s"}, "biz_opaque_callback_data": "%s"}\
        """
            .formatted(to, text, callback));
  }

  /// Sends a message of a type; `object` is the property of that name.
  Got type(String type, String object) {
    return send(
        """
        {"messaging_product": "whatsapp", "to": "+%s", "type": "%s", "%s": %s}\
        """
            .formatted(ALICE, type, type, object));
  }

  Got send(String body) {
    return post("/v25.0/" + NUMBER + "/messages", body);
  }

  Got post(String path, String body) {
    return call("POST", path, body, "application/json");
  }

  Got get(String path) {
    return call("GET", path, "", "application/json");
  }

  Got delete(String path) {
    return call("DELETE", path, "", "application/json");
  }

  Got call(String method, String path, String body, String type) {
    try {
      HttpResponse<String> answer =
          client.send(
              request(path)
                  .header("Content-Type", type)
                  .method(method, BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      return new Got(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(path.startsWith("http") ? URI.create(path) : url.resolve(path))
            .timeout(Duration.ofSeconds(10));
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }
}
