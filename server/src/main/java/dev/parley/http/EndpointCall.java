package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.offload.Offload;
import dev.parley.offload.WorkKind;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Calls an endpoint on a virtual thread, and writes a long answer there.
///
/// A long answer occupies one of the few places for streams from its first byte to its last, so
/// that the number of places limits the memory of all long answers. The event loop sends short
/// answers.
final class EndpointCall implements Offload.Task<Optional<Response.Whole>> {
  private static final String CONTENT_ENCODING = "Content-Encoding";

  /// The maximum number of chunks on their way to the client.
  private static final int AHEAD = 2;

  /// The maximum number of chunks on their way for files, which are read from the disk and not
  /// processed.
  private static final int AHEAD_OF_FILES = 6;

  private final Exchange exchange;
  private final EventLoopServer server;
  private final Endpoint endpoint;
  private final WorkKind work;
  private final Request request;

  private final boolean gzip;

  EndpointCall(
      Exchange exchange,
      EventLoopServer server,
      Endpoint endpoint,
      WorkKind work,
      Request request) {
    this.exchange = exchange;
    this.server = server;
    this.endpoint = endpoint;
    this.work = work;
    this.request = request;
    this.gzip = Gzip.isAccepted(request.header(HttpHeaders.ACCEPT_ENCODING.toString()));
  }

  /// @return the answer to send; empty if it was streamed, or if the client no longer waits for it
  @Override
  public Optional<Response.Whole> run(Offload.Slot slot) throws InterruptedException {
    if (exchange.isOver() && onlyAnswers()) {
      return Optional.empty();
    }
    ContentCoding coding = ContentCoding.of(request.header(CONTENT_ENCODING));
    if (coding == ContentCoding.IDENTITY) {
      return answer(slot, request);
    }
    int limit = server.shared.config().bodyLimit();
    ReceivedBody decoded = new ReceivedBody(server.shared.bodies(), limit, limit);
    try {
      coding.decode(request.body(), decoded);
      return answer(slot, request.decoded(decoded.whole()));
    } catch (Refusal refusal) {
      return Optional.of(exchange.error(refusal));
    } finally {
      decoded.release();
    }
  }

  /// Whether the work has no effect but its answer.
  private boolean onlyAnswers() {
    return switch (work) {
      case READ, STREAM, DOWNLOAD, PREVIEW -> true;
      case WEBHOOK, WRITE, UPLOAD, EVENT -> false;
    };
  }

  private Optional<Response.Whole> answer(Offload.Slot slot, Request request)
      throws InterruptedException {
    int size = request.body().length;
    if (!server.shared.bodies().startReading(size, patience().toMillis())) {
      return Optional.of(
          exchange.error(new Refusal(ErrorCode.OVERLOADED, "Too many large requests")));
    }
    Response answer;
    try {
      answer = exchange.call(endpoint, request);
    } finally {
      server.shared.bodies().doneReading(size);
    }
    return switch (answer) {
      case Response.Whole(var status, _, var body)
          when status != 200 || body.length <= HeldBody.LIMIT ->
          Optional.of(finished((Response.Whole) answer));
      case Response.Whole whole -> stream(slot, whole, out -> out.write(whole.body()));
      case Response.Streamed streamed -> stream(slot, streamed);
      case Response.FilePart part -> send(slot, part);
    };
  }

  private Optional<Response.Whole> stream(Offload.Slot slot, Response.Streamed answer) {
    try {
      server.shared.answers().take(answer.held());
    } catch (Refusal full) {
      return Optional.of(exchange.error(full));
    }
    try {
      return stream(slot, answer, answer.body());
    } finally {
      server.shared.answers().giveBack(answer.held());
    }
  }

  private Optional<Response.Whole> stream(Offload.Slot slot, Response plain, Response.Body body) {
    HeldBody out = new HeldBody(() -> open(slot, plain));
    try {
      body.writeTo(out);
      out.end();
    } catch (IOException | RuntimeException failure) {
      if (!out.isStreaming()) {
        return Optional.of(exchange.error(failure));
      }
      exchange.brokeOff(failure);
    }
    return out.isStreaming()
        ? Optional.empty()
        : Optional.of(finished(new Response.Whole(plain.status(), plain.headers(), out.held())));
  }

  private Optional<Response.Whole> send(Offload.Slot slot, Response.FilePart part)
      throws InterruptedException {
    try {
      slot.moveTo(WorkKind.DOWNLOAD, patience());
    } catch (Refusal full) {
      return Optional.of(exchange.error(full));
    }
    return switch (part.content()) {
      case Response.Content.Copied(var body) -> {
        copy(part, body);
        yield Optional.empty();
      }
      case Response.Content.OnDisk(var file, var offset) -> send(part, file, offset);
    };
  }

  private void copy(Response.FilePart part, Response.Body body) {
    server.context.runOnContext(_ -> exchange.beginStream(part));
    OutputStream out = new ChunkedBody(exchange, server.context, patience(), AHEAD_OF_FILES);
    try {
      if (!exchange.isHead()) {
        body.writeTo(out);
      }
      out.close();
    } catch (IOException | RuntimeException failure) {
      exchange.brokeOff(failure);
    }
  }

  /// @return an error if the file cannot be opened; otherwise empty
  private Optional<Response.Whole> send(Response.FilePart part, Path file, long offset) {
    FileSending sending;
    try {
      sending = FileSending.open(exchange, server.context, patience(), file);
    } catch (IOException unreadable) {
      return Optional.of(exchange.error(ServeMedia.absent()));
    }
    try (sending) {
      server.context.runOnContext(_ -> exchange.beginStream(part));
      try {
        sending.send(offset, exchange.isHead() ? 0 : part.length(), server.shared.downloads());
      } catch (IOException | RuntimeException failure) {
        exchange.brokeOff(failure);
      }
    }
    return Optional.empty();
  }

  private OutputStream open(Offload.Slot slot, Response plain) throws IOException {
    try {
      slot.moveTo(WorkKind.STREAM, patience());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    boolean compress = compresses(plain);
    Response answer = compress ? gzipped(plain) : plain;
    server.context.runOnContext(_ -> exchange.beginStream(answer));
    OutputStream chunks = new ChunkedBody(exchange, server.context, patience(), AHEAD);
    return compress ? Gzip.stream(chunks) : chunks;
  }

  /// Whether to compress an answer. Content that is already compressed is not compressed again.
  private boolean compresses(Response plain) {
    return gzip && !plain.headers().containsKey(CONTENT_ENCODING);
  }

  private Response.Whole finished(Response.Whole plain) {
    return compresses(plain) && plain.body().length > Gzip.WORTHWHILE
        ? new Response.Whole(plain.status(), gzipped(plain).headers(), Gzip.bytes(plain.body()))
        : plain;
  }

  private static Response gzipped(Response plain) {
    return plain.with(CONTENT_ENCODING, "gzip");
  }

  private Duration patience() {
    return server.shared.config().requestTimeout();
  }
}
