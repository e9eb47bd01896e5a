package dev.parley.socketio.engine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's session. Everything here runs on its event loop.
///
/// It goes from open to closing, while what is left waits for a last poll, to closed; its receiver
/// is told once, when it is no longer open.
final class Session implements EngineSession {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final OutgoingMessage PING = OutgoingMessage.packet("2");
  private static final OutgoingMessage PROBED = OutgoingMessage.packet("3probe");
  private static final OutgoingMessage CLOSE = OutgoingMessage.packet("1");

  /// How many times [EngineOptions#maxQueued] may wait for a client, even for a moment.
  private static final int MOST_AT_ONCE = 8;

  /// Since when more than [EngineOptions#maxQueued] waits for it, by [System#nanoTime]; for
  /// [SlowReaders].
  long behindSince;

  private enum State {
    /// Not yet told to the application.
    NEW,
    OPEN,
    /// Closed by the application; what is left waits for a poll.
    CLOSING,
    CLOSED
  }

  private final Engine engine;
  private final String id;
  private final EventLoopExecutor eventLoop;
  private final EngineHandshake handshake;
  private final PollingTransport polling;
  private final Alarm heartbeat = new Heartbeat();

  private @Nullable EngineReceiver receiver;
  private State state = State.NEW;
  private @Nullable EngineCloseReason closeReason;
  private volatile Transport transport;
  private @Nullable SendQueue queue;
  private boolean flushing;
  private boolean overflowing;

  /// The close packet is to follow in a poll of its own.
  private boolean closeIsLeft;

  private @Nullable WebSocketTransport webSocket;
  private @Nullable UpgradeProbe probe;

  private boolean awaitingPong;
  private boolean pongPutOff;

  /// Whether anything has come since the heartbeat last looked.
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

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /// Begins: what the client must know first is queued, then the application is told.
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

  // --- Out ---------------------------------------------------------------------------------------

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
      // Not here: whoever sends is perhaps going through the list that this session leaves.
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

  /// Sends what is queued, as far as the transport can take it. Called at the end of a turn. Where
  /// that fails the session ends: its client would miss something and not know.
  void flush() {
    flushing = false;
    try {
      flushQueue();
    } catch (Throwable failure) {
      Failures.log(LOG, "what was queued for a session could not be sent", failure);
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

  /// A poll has come, and waits.
  void pollIsHeld() {
    if (queue != null) {
      flush();
    } else if (probe != null && probe.isAnswered()) {
      polling.releaseSoon();
    }
  }

  // --- In over a WebSocket -----------------------------------------------------------------------

  /// A WebSocket has come for this session.
  void probedBy(WebSocketTransport newcomer) {
    if (state != State.OPEN || transport != Transport.POLLING || probe != null) {
      newcomer.close(WebSocketTransport.NO_CODE);
      return;
    }
    probe = new UpgradeProbe(this, newcomer);
    eventLoop.times.upgrade.start(probe);
  }

  /// Closes the WebSocket that probes, if there is one; polling goes on.
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

  /// A text message has come over a WebSocket.
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

  /// A binary message has come over a WebSocket.
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
      eventLoop.times.pong.start(heartbeat); // the ping may have gone with the last poll
    }
    engine.listener().upgraded();
    if (queue != null) {
      flush();
    }
  }

  /// A WebSocket has ended.
  void webSocketEnded(WebSocketTransport ended, EngineCloseReason reason) {
    if (isProbing(ended)) {
      forgetProbe();
    } else if (ended == webSocket) {
      end(reason);
    }
  }

  // --- In, whatever the transport ----------------------------------------------------------------

  void receive(EnginePacket packet) {
    EngineReceiver told = receiver;
    if (told == null) {
      return;
    }
    heardSince = true;
    if (awaitingPong && !pongPutOff && !(packet instanceof EnginePacket.Pong)) {
      // Something large may stand before the pong; once is enough.
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
    } // else the client may have stopped polling already, and hears the rest once it has upgraded
    // The official client forgets what comes in the same answer as the close: the end of its
    // namespace for example, and then it comes back though it was told not to.
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

  /// Ends the session at once, without what is queued.
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
    finish();
    if (wasOpen) {
      tell(reason);
    }
  }

  private void finish() {
    state = State.CLOSED;
    dropProbe();
    if (polling.isLeaving()) {
      eventLoop.times.latePoll.start(heartbeat);
    } else {
      forget();
    }
  }

  /// Nothing waits for the session any more.
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

  /// The one alarm of a session: when it is open, for the heartbeat; afterwards for its last poll.
  private final class Heartbeat extends Alarm {
    @Override
    void ring() {
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

    /// Whether the pong may have come and not be taken yet: while the application is busy with what
    /// came before it, or as long as what came before it is taken bit by bit.
    private boolean pongMayWait() {
      boolean heard = heardSince;
      heardSince = false;
      return webSocket != null && webSocket.pausedSinceAsked() && (webSocket.isAtWork() || heard);
    }
  }
}
