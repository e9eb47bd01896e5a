package dev.parley;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;

/// Sends messages to a server that will end, and records which of them it acknowledged.
final class AcknowledgedMessages {
  private AcknowledgedMessages() {}

  /// Sends one message after another until the server has ended.
  ///
  /// @param name the beginning of the messages' ids
  /// @param acknowledged receives the ids that the server answered with 201
  static void send(URI server, String name, Set<String> acknowledged) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; ; i++) {
        String id = name + "-" + i;
        if (status(client, server, id) == 201) {
          acknowledged.add(id);
        }
      }
    } catch (IOException gone) {
      // The server has ended.
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Sends one message.
  ///
  /// @return the status: 201 for a new message, 200 for one that is stored already
  static int status(HttpClient client, URI server, String id)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/send"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"id\":\"%s\",\"wa_id\":\"12025550111\",\"text\":\"Hello\"}".formatted(id)))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }
}
