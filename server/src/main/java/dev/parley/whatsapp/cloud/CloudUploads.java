package dev.parley.whatsapp.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Failure;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Refusal;
import dev.parley.json.LooseJson;
import dev.parley.media.MediaLibrary;
import dev.parley.outbox.Outcome;
import dev.parley.outgoing.UploadedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Uploads files to WhatsApp, so that messages can contain them. Safe for use by many threads.
/// Source: Cloud API docs, "Media > Upload media".
///
/// ```
/// POST https://graph.facebook.com/v25.0/<phone number id>/media
/// messaging_product=whatsapp, type=image/jpeg, file=...        -> {"id": "1037543291543637"}
/// ```
///
/// A copy is used for 25 days. If an upload takes longer than the time limit of a message, the
/// message goes back to the outbox, and is tried again while the upload continues.
public final class CloudUploads {
  private static final Duration WAITED_FOR = Duration.ofSeconds(15);
  private static final Duration SHORTEST = Duration.ofSeconds(60);
  private static final long LEAST_PER_SECOND = 64 * 1024;
  private static final int AT_ONCE = 4;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:=-]{1,256}");
  private static final Failure UPLOADING =
      new Failure(0, "The file is being uploaded to WhatsApp", null);
  private static final Failure UNREACHED =
      new Failure(0, "The file could not be uploaded to WhatsApp", null);
  private static final Failure LOST =
      new Failure(0, "Not sent", "The file of the message is missing: upload it again.");

  /// Writes numbers as they were read, like the mapper of [MessageBody].
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final Logger LOG = LoggerFactory.getLogger(CloudUploads.class);

  private final GraphClient graph;
  private final MediaLibrary library;
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final Map<Copy, CompletableFuture<Result>> underWay = new ConcurrentHashMap<>();

  /// The copy of a file at WhatsApp for one of the business's numbers.
  private record Copy(String file, String number) {}

  private sealed interface Result {
    record Uploaded(String id) implements Result {}

    record NotUploaded(Outcome outcome) implements Result {}
  }

  /// The result of uploading a message's files.
  sealed interface Prepared {
    /// All files are at WhatsApp.
    ///
    /// @param payload the payload with WhatsApp's ids
    /// @param earlier whether one of the copies was made for another message
    record Ready(String payload, boolean earlier) implements Prepared {}

    /// A file is not at WhatsApp: nothing was sent.
    record NotYet(Outcome outcome) implements Prepared {}
  }

  /// @param library the library with the files
  public CloudUploads(GraphClient graph, MediaLibrary library) {
    this.graph = graph;
    this.library = library;
  }

  /// Whether a payload may name files of Parley. Takes little time.
  static boolean mayNameFiles(String payload) {
    return payload.contains("\"med_");
  }

  /// Makes sure that WhatsApp has the files of a message.
  ///
  /// @param payload the message as JSON in WhatsApp's format, with Parley's ids of files
  /// @param number WhatsApp's id of the number that sends it
  Prepared prepare(String payload, String number) {
    try {
      ObjectNode message = parsed(payload);
      Map<String, String> ids = new HashMap<>();
      UploadedFiles.forEach(message, object -> ids.put(object.path("id").asText(), ""));
      boolean earlier = false;
      for (Map.Entry<String, String> id : ids.entrySet()) {
        String known = library.uploadedAs(id.getKey(), number).orElse(null);
        if (known != null) {
          earlier = true;
          id.setValue(known);
          continue;
        }
        switch (upload(new Copy(id.getKey(), number))) {
          case Result.Uploaded(var fresh) -> id.setValue(fresh);
          case Result.NotUploaded(var outcome) -> {
            return new Prepared.NotYet(outcome);
          }
        }
      }
      UploadedFiles.forEach(
          message, object -> object.put("id", ids.get(object.path("id").asText())));
      return new Prepared.Ready(message.toString(), earlier);
    } catch (Refusal unavailable) { // the store is unavailable
      return new Prepared.NotYet(new Outcome.NotNow(UNREACHED, Outcome.Scope.CHAT));
    }
  }

  /// Drops the copies of a message's files, because WhatsApp no longer knows them.
  void forget(String payload, String number) {
    try {
      UploadedFiles.forEach(
          parsed(payload), object -> library.forgetUpload(object.path("id").asText(), number));
    } catch (Refusal unavailable) {
      LOG.atDebug().setCause(unavailable).log("the record of an upload could not be removed");
    }
  }

  private static ObjectNode parsed(String payload) {
    try {
      if (JSON.readTree(payload) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException damaged) {
      // The payload is refused below, but not quoted, because it contains a user's text.
    }
    throw new IllegalArgumentException("a payload must be a JSON object");
  }

  /// Uploads a file, or waits for another thread that uploads it.
  private Result upload(Copy copy) {
    CompletableFuture<Result> mine = new CompletableFuture<>();
    CompletableFuture<Result> other = underWay.putIfAbsent(copy, mine);
    if (other == null) {
      Thread.ofVirtual().name("upload").start(() -> run(copy, mine));
    }
    try {
      return (other == null ? mine : other).get(WAITED_FOR.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException goesOn) {
      return new Result.NotUploaded(new Outcome.NotNow(UPLOADING, Outcome.Scope.CHAT));
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.NotUploaded(new Outcome.NotNow(UNREACHED, Outcome.Scope.CHAT));
    }
  }

  private void run(Copy copy, CompletableFuture<Result> result) {
    places.acquireUninterruptibly();
    Result done = new Result.NotUploaded(new Outcome.NotNow(UNREACHED, Outcome.Scope.CHAT));
    try {
      done = send(copy);
    } catch (IOException | UncheckedIOException | Refusal failed) {
      LOG.atDebug().setCause(failed).log("a file could not be uploaded now");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable failure) { // also an Error: the waiting threads get an answer
      LOG.atError().setCause(failure).log("uploading a file failed with an internal error");
    } finally {
      places.release();
      underWay.remove(copy);
      result.complete(done);
    }
  }

  private Result send(Copy copy) throws IOException, InterruptedException {
    MediaFile file = library.find(copy.file).orElse(null);
    if (file == null || !library.isWhole(file)) {
      return new Result.NotUploaded(new Outcome.Refused(LOST));
    }
    String boundary = "parley-" + UUID.randomUUID();
    long size = file.size() == null ? 0 : file.size();
    String type = file.mimeType() == null ? "application/octet-stream" : file.mimeType();
    byte[] head = head(boundary, type, nameOf(file));
    byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(UTF_8);
    Queue<InputStream> opened = new ConcurrentLinkedQueue<>();
    HttpRequest.BodyPublisher body =
        BodyPublishers.fromPublisher(
            BodyPublishers.concat(
                BodyPublishers.ofByteArray(head),
                BodyPublishers.ofInputStream(() -> open(file, opened)),
                BodyPublishers.ofByteArray(tail)),
            head.length + size + tail.length);
    HttpResponse<byte[]> answer;
    try {
      answer =
          graph.upload(
              copy.number + "/media",
              "multipart/form-data; boundary=" + boundary,
              body,
              SHORTEST.plusSeconds(size / LEAST_PER_SECOND));
    } finally {
      opened.forEach(CloudUploads::close); // the client leaves streams open that it could not send
    }
    JsonNode json = parsed(answer.body());
    if (json.path("error").isObject()) {
      // The message was not sent, even if the answer is unclear.
      Outcome outcome = GraphErrors.outcome(json.path("error"));
      return new Result.NotUploaded(
          outcome instanceof Outcome.Unknown(var reason)
              ? new Outcome.NotNow(reason, Outcome.Scope.CHAT)
              : outcome);
    }
    String id = LooseJson.anyText(json, "id");
    if (answer.statusCode() != 200 || id == null || !ID.matcher(id).matches()) {
      return new Result.NotUploaded(new Outcome.NotNow(UNREACHED, Outcome.Scope.CHAT));
    }
    library.noteUpload(copy.file, copy.number, id);
    return new Result.Uploaded(id);
  }

  private static byte[] head(String boundary, String type, String name) {
    return """
    --%1$s\r
    Content-Disposition: form-data; name="messaging_product"\r
    \r
    whatsapp\r
    --%1$s\r
    Content-Disposition: form-data; name="type"\r
    \r
    %2$s\r
    --%1$s\r
    Content-Disposition: form-data; name="file"; filename="%3$s"\r
    Content-Type: %2$s\r
    \r
    """
        .formatted(boundary, type, name)
        .getBytes(UTF_8);
  }

  /// The name of a file for WhatsApp, which compares its ending with the type and the bytes.
  /// Unusual characters are replaced.
  private static String nameOf(MediaFile file) {
    String name = file.name();
    return name == null ? "file" : name.replaceAll("[^ -~]|[\"\\\\%]", "_");
  }

  private InputStream open(MediaFile file, Queue<InputStream> opened) {
    try {
      InputStream stream =
          library.open(file, 0).orElseThrow(() -> new IOException("the file is missing"));
      opened.add(stream);
      return stream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("a file that was uploaded could not be closed");
    }
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return LooseJson.parse(body);
    } catch (LooseJson.Malformed notJson) {
      return MissingNode.getInstance();
    }
  }
}
