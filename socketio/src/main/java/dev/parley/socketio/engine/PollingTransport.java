package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// A session's requests over HTTP: its poll, which waits, and its POST, whose body arrives in
/// parts; one of each at a time. Belongs to the session's event loop. Source: Engine.IO protocol 4,
/// "HTTP long-polling".
final class PollingTransport {
  private static final OutgoingMessage CLOSE = OutgoingMessage.packet("1");
  private static final OutgoingMessage NOOP = OutgoingMessage.packet("6");

  private final Engine engine;
  private final Session session;

  private @Nullable HttpExchange poll;
  private @Nullable HttpExchange post;

  /// Answers a poll shortly after the session began to move to a WebSocket.
  private final DelayedAction lateRelease =
      new DelayedAction() {
        @Override
        void run() {
          release();
        }
      };

  /// A POST that closed the session, while a poll may be on its way.
  private @Nullable HttpExchange goodbye;

  PollingTransport(Engine engine, Session session) {
    this.engine = engine;
    this.session = session;
  }

  // --- GET ---------------------------------------------------------------------------------------

  /// Handles a GET, the poll.
  void polled(HttpExchange exchange) {
    if (goodbye != null) {
      poll = exchange;
      release();
      session.forget();
    } else if (session.isClosed()) {
      refuse(exchange, EngineRefusal.UNKNOWN_SID);
    } else if (session.transport() != Transport.POLLING) {
      refuse(exchange, EngineRefusal.TRANSPORT_MISMATCH);
    } else if (poll != null) {
      exchange.status(400);
      session.end(EngineCloseReason.TRANSPORT_ERROR);
    } else {
      poll = exchange;
      exchange.whenGone(() -> session.eventLoop().execute(() -> gone(exchange)));
      session.pollIsHeld();
    }
  }

  private void gone(HttpExchange exchange) {
    if (poll == exchange) {
      poll = null;
      lateRelease.stop();
      session.end(EngineCloseReason.TRANSPORT_ERROR);
    }
  }

  /// Whether a poll waits.
  boolean isHeld() {
    return poll != null;
  }

  /// Answers the poll that waits, if there is one.
  void answer(SendQueue queue) {
    HttpExchange answered = poll;
    if (answered == null) {
      return;
    }
    poll = null;
    lateRelease.stop();
    ByteBuf payload = Unpooled.buffer(queue.bytes());
    boolean compress = false;
    for (OutgoingMessage message : queue.messages()) {
      if (payload.isReadable()) {
        payload.writeByte(EngineCodec.SEPARATOR);
      }
      message.writeRecords(payload);
      compress |= message.compress();
    }
    byte[] bytes = new byte[payload.readableBytes()];
    payload.readBytes(bytes);
    answered.poll(bytes, compress);
    engine.listener().sent(Transport.POLLING, queue.frames(), bytes.length);
  }

  /// Answers the poll with a no-op packet.
  void release() {
    answer(new SendQueue(null, NOOP));
  }

  /// Answers the poll that has just arrived, after a short delay. The client upgrades only after
  /// that answer; if it has already sent the upgrade over another connection, the delay lets the
  /// upgrade be handled first.
  void releaseSoon() {
    session.eventLoop().times.latePoll.start(lateRelease);
  }

  /// Called when the session has moved to a WebSocket: the client does not poll any more.
  void moved() {
    HttpExchange late = lateRelease.waitingIn == null ? null : poll;
    if (late == null) {
      close();
    } else {
      poll = null;
      lateRelease.stop();
      refuse(late, EngineRefusal.TRANSPORT_MISMATCH);
    }
  }

  /// Answers the waiting poll with a close packet: this transport is no longer used.
  void close() {
    answer(new SendQueue(null, CLOSE));
  }

  // --- POST --------------------------------------------------------------------------------------

  /// Called when a POST has begun.
  ///
  /// @return whether to read its body; if false, it was answered
  boolean postBegan(HttpExchange exchange) {
    if (!session.isOpen()) {
      refuse(exchange, EngineRefusal.UNKNOWN_SID);
      return false;
    }
    if (session.transport() != Transport.POLLING) {
      refuse(exchange, EngineRefusal.TRANSPORT_MISMATCH);
      return false;
    }
    if (post != null) {
      exchange.status(400);
      session.end(EngineCloseReason.TRANSPORT_ERROR);
      return false;
    }
    post = exchange;
    return true;
  }

  /// The POST's body has arrived completely.
  void posted(HttpExchange exchange, String body, int bytes) {
    if (post != exchange) {
      return;
    }
    post = null;
    String[] packets = body.split(String.valueOf(EngineCodec.SEPARATOR), -1);
    engine.listener().received(Transport.POLLING, packets.length, bytes);
    // Packets after a close are not read.
    for (int i = 0; i < packets.length && session.isOpen(); i++) {
      EnginePacket packet;
      try {
        packet = EngineCodec.decode(packets[i]);
      } catch (EngineFormatException malformed) {
        exchange.status(400);
        session.end(EngineCloseReason.PARSE_ERROR);
        return;
      }
      if (packet instanceof EnginePacket.Close && session.transport() == Transport.POLLING) {
        saidGoodbye(exchange);
        return;
      }
      session.receive(packet);
    }
    exchange.ok();
  }

  /// Answers the client's last poll. The poll may come over another connection and be read later
  /// than this POST. So the answer to the POST waits a short time for the poll. When the client
  /// sends its next request, the session has ended.
  private void saidGoodbye(HttpExchange exchange) {
    if (poll == null) {
      goodbye = exchange;
    } else {
      release();
      exchange.ok();
    }
    session.end(EngineCloseReason.TRANSPORT_CLOSE);
  }

  /// Whether the answer to a POST waits for a last poll.
  boolean isLeaving() {
    return goodbye != null;
  }

  /// Answers the POST that closed the session.
  void leave() {
    if (goodbye != null) {
      goodbye.ok();
      goodbye = null;
    }
  }

  /// Called when the POST could not be read.
  ///
  /// @param fatal whether the session ends with it: a body that is too large leaves it open
  void postFailed(HttpExchange exchange, boolean fatal) {
    if (post == exchange) {
      post = null;
      if (fatal && session.transport() == Transport.POLLING) {
        session.end(EngineCloseReason.TRANSPORT_ERROR);
      }
    }
  }

  /// Cuts off a POST whose body has not arrived completely: the rest could take forever, and the
  /// part that has arrived takes memory.
  void cutOffPost() {
    if (post != null) {
      post.cutOff();
      post = null;
    }
  }

  private void refuse(HttpExchange exchange, EngineRefusal refusal) {
    engine.listener().refused(refusal);
    exchange.refuse(refusal);
  }
}
