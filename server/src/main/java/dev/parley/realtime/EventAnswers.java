package dev.parley.realtime;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.api.ErrorBody;
import dev.parley.api.Json;
import dev.parley.api.RequestFields;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.offload.Offload;
import dev.parley.socketio.ReceivedEvent;
import dev.parley.socketio.Socket;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the events of clients with the requested data, `{"success":true}` or the error. Tasks
/// that block run on virtual threads, one event of a socket after another.
final class EventAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(EventAnswers.class);
  private static final int RADIX = 36;

  /// The key in the data of a socket.
  private static final String SEQUENCE = "parley.sequence";

  private final Offload offload;
  private final RealtimeListener listener;
  private final RandomGenerator random = RandomGenerator.getDefault();

  EventAnswers(Offload offload, RealtimeListener listener) {
    this.offload = offload;
    this.listener = listener;
  }

  static RequestFields fields(ReceivedEvent event, List<String> names) {
    return RequestFields.of(event.arg(0).isMissingNode() ? null : event.arg(0), names);
  }

  static void success(ReceivedEvent event) {
    event.ack(new Payload(EventAnswers::writeSuccess));
  }

  static void writeSuccess(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("success", true);
    json.writeEndObject();
  }

  /// A task that blocks.
  interface Step {
    /// Runs the task and returns the answer.
    Json.Writer run();
  }

  /// Runs a task that blocks, and answers with its result.
  void store(ReceivedEvent event, Step step) {
    Runnable done = event.hold();
    try {
      sequence(event.socket())
          .run(() -> {
            try {
              event.ack(new Payload(step.run()));
            } catch (Throwable failure) {
              failed(event, failure);
            } finally {
              done.run();
            }
          });
    } catch (Throwable refused) {
      done.run();
      throw refused;
    }
  }

  /// A socket's data outlive its connection: a client that recovers its session continues the same
  /// sequence, after its earlier requests.
  private Offload.Sequence sequence(Socket socket) {
    return (Offload.Sequence) socket.data().computeIfAbsent(SEQUENCE, _ -> offload.sequence());
  }

  /// Answers with the error, and counts it.
  void failed(ReceivedEvent event, Throwable failure) {
    String id = Long.toUnsignedString(random.nextLong(), RADIX);
    ErrorBody body;
    if (failure instanceof Refusal refusal) {
      body = ErrorBody.of(refusal, id);
      listener.dropped(event.name(), refusal.code().wire());
    } else {
      body = ErrorBody.internal(id);
      listener.dropped(event.name(), ErrorCode.INTERNAL.wire());
      LOG.atError()
          .addKeyValue("requestId", id)
          .addKeyValue("event", event.name())
          .setCause(failure)
          .log("an event of a client could not be handled");
    }
    event.ack(new Payload(body::writeTo));
  }
}
