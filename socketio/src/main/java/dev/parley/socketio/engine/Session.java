package dev.parley.socketio.engine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's session. Everything here runs on its event loop.
///
/// It is open, then closing while the remaining messages wait for a last poll, then closed. Its
/// receiver is notified once, when the session is no longer open.
final class Session implements EngineSession {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final OutgoingMessage PING = OutgoingMessage.packet("2");
  private static final OutgoingMessage PROBED = OutgoingMessage.packet("3probe");
  private static final OutgoingMessage CLOSE = OutgoingMessage.packet("1");

  /// The multiple of [EngineOptions#maxQueued] that may wait for a client at any moment.
  private static final int MOST_AT_ONCE = 8;

  /// The time since which more than [EngineOptions#maxQueued] waits for the client, by
  /// [System#nanoTime]. Used by [SlowReaders].
  long behindSince;

  private enum State {
    /// The application does not know the session yet.
    NEW,
    OPEN,
    /// The application has closed the session; the remaining messages wait for a poll.
    CLOSING,
    CLOSED
  }

  private final Engine engine;
  private final String id;
  private final EventLoopExecutor eventLoop;
  private final EngineHandshake handshake;
  private final PollingTransport polling;
  private final SessionInput input = new SessionInput();
  private final DelayedAction heartbeat = new Heartbeat();

  private @Nullable EngineReceiver receiver;
  private State state = State.NEW;
  private @Nullable EngineCloseReason closeReason;
  private volatile Transport transport;
  private @Nullable SendQueue queue;
  private boolean flushing;
  private boolean overflowing;

  /// Whether the close packet still has to be sent, in a separate poll.
  private boolean closeIsLeft;

  private @Nullable WebSocketTransport webSocket;
  private @Nullable UpgradeProbe probe;

  private boolean awaitingPong;
  private boolean pongPutOff;

  /// Whether anything arrived since the last check of the heartbeat.
  private boolean heardSince;

  Session(
      Engine engine,
      String id,
      EventLoopExecutor eventLoop,
      EngineHandshake handshake,
      Transport transport) {
    this.engine = engine;
    this.id = id;
    this.eventLoop = eventLoop;
    this.handshake = handshake;
    this.transport = transport;
    this.polling = new PollingTransport(engine, this);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public EventLoopExecutor eventLoop() {
    return eventLoop;
  }

  @Override
  public EngineHandshake handshake() {
    return handshake;
  }

  @Override
  public Transport transport() {
    return transport;
  }

  PollingTransport polling() {
    return polling;
  }

  SessionInput input() {
    return input;
  }

  @Override
  public void limitInput(@Nullable InputBudget budget) {
    if (state == State.OPEN) {
      input.limit(budget);
    }
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /// Begins the session: queues the open packet, then notifies the application.
  void open(@Nullable WebSocketTransport over) {
    if (state != State.NEW || engine.isClosed()) {
      end(EngineCloseReason.FORCED_CLOSE);
      if (over != null) {
        over.close(WebSocketTransport.NO_CODE);
      }
      return;
    }
    webSocket = over;
    state = State.OPEN;
    queue(OutgoingMessage.packet(engine.openPacket(id, transport)));
    eventLoop.times.ping.start(heartbeat);
    engine.listener().opened(transport);
    try {
      receiver = engine.handler().opened(this);
      if (closeReason != null) {
        receiver.closed(closeReason);
      }
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  // --- Sending -----------------------------------------------------------------------------------

  @Override
  public void send(OutgoingMessage message) {
    if (state == State.OPEN) {
      queue(message);
    }
  }

  private void queue(OutgoingMessage message) {
    if (overflowing) {
      return;
    }
    SendQueue longer = eventLoop.append(queue, message);
    queue = longer;
    int most = engine.options().maxQueued();
    if (longer.bytes() > (long) most * MOST_AT_ONCE) {
      overflowing = true;
      // Later, because the caller may be iterating over the list from which this session is
      // removed.
      eventLoop.execute(() -> end(EngineCloseReason.SLOW_READER));
      return;
    }
    if (longer.bytes() > most) {
      eventLoop.slowReaders.watch(this);
    }
    if (!flushing) {
      flushing = true;
      eventLoop.flushLater(this);
    }
  }

  @Override
  public boolean writable() {
    if (state != State.OPEN || queue != null) {
      return false;
    }
    WebSocketTransport over = webSocket;
    return over == null ? polling.isHeld() : over.isIdle();
  }

  @Override
  public long waiting() {
    long queued = queue == null ? 0 : queue.bytes();
    return webSocket == null ? queued : queued + webSocket.pending();
  }

  /// Sends the queued messages that the transport can take. Called at the end of a turn. The
  /// session ends if sending fails, because its client would miss messages without noticing.
  void flush() {
    flushing = false;
    try {
      flushQueue();
    } catch (Throwable failure) {
      Failures.log(LOG, "the queued messages of a session could not be sent", failure);
      end(EngineCloseReason.TRANSPORT_ERROR);
    }
  }

  private void flushQueue() {
    SendQueue waiting = queue;
    if (waiting == null || state == State.CLOSED) {
      return;
    }
    if (webSocket != null) {
      queue = null;
      webSocket.send(waiting);
      if (webSocket.pending() > engine.options().maxQueued()) {
        eventLoop.slowReaders.watch(this);
      }
      engine.listener().sent(Transport.WEBSOCKET, waiting.frames(), waiting.bytes());
    } else if (polling.isHeld()) {
      queue = null;
      polling.answer(waiting);
      if (closeIsLeft) {
        closeIsLeft = false;
        queue(CLOSE);
      } else if (state == State.CLOSING) {
        finish();
      }
    }
  }

  /// Called when a poll has arrived and waits.
  void pollIsHeld() {
    if (queue != null) {
      flush();
    } else if (probe != null && probe.isAnswered()) {
      polling.releaseSoon();
    }
  }

  // --- Receiving over a WebSocket ----------------------------------------------------------------

  /// Called when a client opens a WebSocket for this session.
  void probedBy(WebSocketTransport newcomer) {
    if (state != State.OPEN || transport != Transport.POLLING || probe != null) {
      newcomer.close(WebSocketTransport.NO_CODE);
      return;
    }
    probe = new UpgradeProbe(this, newcomer);
    eventLoop.times.upgrade.start(probe);
  }

  /// Closes the WebSocket that probes, if there is one; polling continues.
  void dropProbe() {
    UpgradeProbe dropped = probe;
    forgetProbe();
    if (dropped != null) {
      dropped.webSocket().close(WebSocketTransport.NO_CODE);
    }
  }

  private void forgetProbe() {
    if (probe != null) {
      probe.stop();
      probe = null;
    }
  }

  private boolean isProbing(WebSocketTransport from) {
    return probe != null && probe.webSocket() == from;
  }

  /// Handles a text message from a WebSocket.
  void arrived(WebSocketTransport from, String text, int bytes) {
    engine.listener().received(Transport.WEBSOCKET, 1, bytes);
    if (state != State.OPEN && !isProbing(from)) {
      return;
    }
    EnginePacket packet;
    try {
      packet = EngineCodec.decode(text);
    } catch (EngineFormatException malformed) {
      if (from == webSocket) {
        end(EngineCloseReason.PARSE_ERROR);
      } else if (isProbing(from)) {
        dropProbe();
      }
      return;
    }
    if (from == webSocket) {
      receive(packet);
    } else if (probe != null && isProbing(from)) {
      probing(probe, packet);
    }
  }

  /// Handles a binary message from a WebSocket.
  void arrived(WebSocketTransport from, byte[] data) {
    engine.listener().received(Transport.WEBSOCKET, 1, data.length);
    if (state != State.OPEN) {
      return;
    }
    if (from == webSocket) {
      receive(new EnginePacket.Binary(data));
    } else if (isProbing(from)) {
      dropProbe();
    }
  }

  private void probing(UpgradeProbe from, EnginePacket packet) {
    switch (packet) {
      case EnginePacket.Ping(var data) when data.equals("probe") -> {
        from.answer(PROBED);
        polling.release(); // the client upgrades once its poll has returned
      }
      case EnginePacket.Upgrade() -> upgrade(from.webSocket());
      case EnginePacket.Ping _,
          EnginePacket.Open _,
          EnginePacket.Close _,
          EnginePacket.Pong _,
          EnginePacket.Text _,
          EnginePacket.Binary _,
          EnginePacket.Noop _ ->
          dropProbe();
    }
  }

  private void upgrade(WebSocketTransport to) {
    forgetProbe();
    polling.moved(); // a client should have waited for its poll
    webSocket = to;
    if (state == State.CLOSING) {
      flush();
      end(EngineCloseReason.FORCED_CLOSE);
      return;
    }
    transport = Transport.WEBSOCKET;
    if (awaitingPong) {
      eventLoop.times.pong.start(heartbeat); // the last poll may have sent the ping
    }
    engine.listener().upgraded();
    if (queue != null) {
      flush();
    }
  }

  /// Called when a WebSocket has ended.
  void webSocketEnded(WebSocketTransport ended, EngineCloseReason reason) {
    if (isProbing(ended)) {
      forgetProbe();
    } else if (ended == webSocket) {
      end(reason);
    }
  }

  // --- Receiving over any transport --------------------------------------------------------------

  void receive(EnginePacket packet) {
    EngineReceiver told = receiver;
    if (told == null) {
      return;
    }
    heardSince = true;
    if (awaitingPong && !pongPutOff && !(packet instanceof EnginePacket.Pong)) {
      // A large message may precede the pong, so the check is postponed once.
      pongPutOff = true;
      eventLoop.times.pong.start(heartbeat);
    }
    try {
      switch (packet) {
        case EnginePacket.Text(var data) -> told.text(data);
        case EnginePacket.Binary(var data) -> told.binary(data);
        case EnginePacket.Pong _ -> {
          awaitingPong = false;
          eventLoop.times.ping.start(heartbeat);
        }
        case EnginePacket.Close _ -> end(EngineCloseReason.TRANSPORT_CLOSE);
        case EnginePacket.Ping _ -> end(EngineCloseReason.TRANSPORT_ERROR);
        case EnginePacket.Open _, EnginePacket.Upgrade _, EnginePacket.Noop _ -> {}
      }
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  private void failed(Throwable failure) {
    Failures.log(LOG, "a session's receiver failed", failure);
    end(EngineCloseReason.TRANSPORT_ERROR);
  }

  @Override
  public Runnable hold() {
    WebSocketTransport over = webSocket;
    return over == null ? () -> {} : over.hold();
  }

  // --- The end -----------------------------------------------------------------------------------

  @Override
  public void close() {
    if (state != State.OPEN) {
      return;
    }
    if (webSocket != null) {
      flush();
      end(EngineCloseReason.FORCED_CLOSE);
      return;
    }
    if (overflowing) {
      return;
    }
    state = State.CLOSING;
    eventLoop.times.lastPoll.start(heartbeat);
    polling.cutOffPost();
    if (queue == null || probe == null || !probe.isAnswered()) {
      dropProbe();
    } // otherwise the client may no longer poll, and receives the rest after its upgrade
    // The official client ignores packets in the same answer as the close packet. If it missed the
    // end of its namespace, for example, it would reconnect although it must not.
    closeIsLeft = queue != null;
    if (!closeIsLeft) {
      queue(CLOSE);
    }
    tell(EngineCloseReason.FORCED_CLOSE);
    flush();
  }

  @Override
  public void drop() {
    end(EngineCloseReason.FORCED_CLOSE, false);
  }

  /// Ends the session immediately, without sending queued messages.
  void end(EngineCloseReason reason) {
    end(reason, true);
  }

  private void end(EngineCloseReason reason, boolean withCloseFrame) {
    if (state == State.CLOSED) {
      return;
    }
    boolean wasOpen = state == State.OPEN;
    state = State.CLOSED;
    queue = null;
    polling.close();
    polling.cutOffPost();
    dropProbe();
    if (webSocket != null) {
      if (withCloseFrame) {
        webSocket.close(WebSocketTransport.NO_CODE);
      } else {
        webSocket.leave();
      }
    }
    if (wasOpen) {
      tell(reason);
    }
    finish(); // after the receiver has released its resources: until then the session counts
  }

  private void finish() {
    state = State.CLOSED;
    input.end();
    dropProbe();
    if (polling.isLeaving()) {
      eventLoop.times.latePoll.start(heartbeat);
    } else {
      forget();
    }
  }

  /// Removes the session. Call it when nothing waits for the session any more.
  void forget() {
    heartbeat.stop();
    engine.forget(this);
    polling.leave();
  }

  private void tell(EngineCloseReason reason) {
    closeReason = reason;
    engine.listener().closed(transport, reason);
    EngineReceiver told = receiver;
    if (told != null) {
      try {
        told.closed(reason);
      } catch (Throwable failure) {
        Failures.log(LOG, "a session's receiver failed", failure);
      }
    }
  }

  /// The only delayed action of a session. While the session is open, it is the heartbeat; after
  /// that, it waits for the last poll.
  private final class Heartbeat extends DelayedAction {
    @Override
    void run() {
      switch (state) {
        case OPEN -> beat();
        case CLOSING -> finish();
        case NEW, CLOSED -> forget();
      }
    }

    private void beat() {
      if (awaitingPong && pongMayWait()) {
        eventLoop.times.pong.start(this);
      } else if (awaitingPong) {
        end(EngineCloseReason.PING_TIMEOUT);
      } else {
        awaitingPong = true;
        pongPutOff = false;
        heardSince = false;
        eventLoop.times.pong.start(this);
        queue(PING);
      }
    }

    /// Whether the pong may have arrived without being read yet: the application may still be busy
    /// with earlier messages, or they are being read slowly.
    private boolean pongMayWait() {
      boolean heard = heardSince;
      heardSince = false;
      return webSocket != null && webSocket.pausedSinceAsked() && (webSocket.isAtWork() || heard);
    }
  }
}
