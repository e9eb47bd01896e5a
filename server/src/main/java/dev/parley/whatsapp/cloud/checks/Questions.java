package dev.parley.whatsapp.cloud.checks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.config.Secret;
import dev.parley.json.LooseJson;
import dev.parley.whatsapp.cloud.GraphClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;

/// Sends requests to the Graph API, and interprets its errors. Safe for use by many threads.
///
/// Every method throws [GraphRefusal] for an answer that is an error or not JSON, and [IOException]
/// if no answer arrived.
final class Questions {
  private final GraphClient graph;

  Questions(GraphClient graph) {
    this.graph = graph;
  }

  /// The object that a path names.
  ///
  /// @param path below the version, with its query
  JsonNode ask(String path) throws GraphRefusal, IOException, InterruptedException {
    return object(graph.get(path));
  }

  /// The object that a path names, requested with another token.
  JsonNode ask(String path, Secret as) throws GraphRefusal, IOException, InterruptedException {
    return object(graph.get(path, as));
  }

  /// The result of an upload.
  JsonNode upload(String path, String type, byte[] body)
      throws GraphRefusal, IOException, InterruptedException {
    return object(graph.upload(path, type, body));
  }

  /// Deletes an object; ignores failures.
  void delete(String path) throws InterruptedException {
    try {
      var _ = graph.delete(path);
    } catch (IOException noAnswer) {
      // Meta deletes it itself after some weeks.
    }
  }

  /// A file, as a stream.
  HttpResponse<byte[]> download(URI address) throws IOException, InterruptedException {
    return graph.download(address);
  }

  /// An answer with any status.
  HttpResponse<byte[]> raw(String path) throws IOException, InterruptedException {
    return graph.get(path);
  }

  static JsonNode object(HttpResponse<byte[]> answer) throws GraphRefusal {
    JsonNode read;
    try {
      read = LooseJson.parse(answer.body());
    } catch (LooseJson.Malformed notJson) {
      throw GraphRefusal.strange(answer.statusCode());
    }
    if (read.path("error").isObject()) {
      throw GraphRefusal.of(read.path("error"));
    }
    if (!read.isObject() || answer.statusCode() / 100 != 2) {
      throw GraphRefusal.strange(answer.statusCode());
    }
    return read;
  }
}
