package dev.parley.socketio.engine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's session. Everything here runs on its lane.
///
/// It goes from open to closing, while what is left waits for a last poll, to closed; its receiver
/// is told once, when it is no longer open.
final class Session implements EngineSession {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Outgoing PING = Outgoing.packet("2");
  private static final Outgoing PROBED = Outgoing.packet("3probe");
  private static final Outgoing CLOSE = Outgoing.packet("1");

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
  private final Lane lane;
  private final EngineHandshake handshake;
  private final Polling polling;
  private final Alarm heartbeat = new Heartbeat();

  private @Nullable EngineReceiver receiver;
  private State state = State.NEW;
  private @Nullable EngineCloseReason closeReason;
  private volatile Transport transport;
  private @Nullable Chain queue;
  private boolean flushing;
  private boolean overflowing;

  /// The close packet is to follow in a poll of its own.
  private boolean closeIsLeft;

  private @Nullable WebSocketLink link;
  private @Nullable Probe probe;

  private boolean awaitingPong;
  private boolean pongPutOff;

  /// Whether anything has come since the heartbeat last looked.
  private boolean heardSince;

  Session(Engine engine, String id, Lane lane, EngineHandshake handshake, Transport transport) {
    this.engine = engine;
    this.id = id;
    this.lane = lane;
    this.handshake = handshake;
    this.transport = transport;
    this.polling = new Polling(engine, this);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public EngineHandshake handshake() {
    return handshake;
  }

  @Override
  public Transport transport() {
    return transport;
  }

  Polling polling() {
    return polling;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /// Begins: what the client must know first is queued, then the application is told.
  void open(@Nullable WebSocketLink over) {
    if (state != State.NEW || engine.isClosed()) {
      end(EngineCloseReason.FORCED_CLOSE);
      if (over != null) {
        over.close(WebSocketLink.NO_CODE);
      }
      return;
    }
    link = over;
    state = State.OPEN;
    queue(Outgoing.packet(engine.openPacket(id, transport)));
    lane.times.ping.start(heartbeat);
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
  public void send(Outgoing message) {
    if (state == State.OPEN) {
      queue(message);
    }
  }

  private void queue(Outgoing message) {
    if (overflowing) {
      return;
    }
    Chain longer = lane.append(queue, message);
    queue = longer;
    int most = engine.options().maxQueued();
    if (longer.bytes() > (long) most * MOST_AT_ONCE) {
      overflowing = true;
      // Not here: whoever sends is perhaps going through the list that this session leaves.
      lane.execute(() -> end(EngineCloseReason.SLOW_READER));
      return;
    }
    if (longer.bytes() > most) {
      lane.slowReaders.watch(this);
    }
    if (!flushing) {
      flushing = true;
      lane.flushLater(this);
    }
  }

  @Override
  public boolean writable() {
    if (state != State.OPEN || queue != null) {
      return false;
    }
    WebSocketLink over = link;
    return over == null ? polling.isHeld() : over.isIdle();
  }

  @Override
  public long waiting() {
    long queued = queue == null ? 0 : queue.bytes();
    return link == null ? queued : queued + link.pending();
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
    Chain waiting = queue;
    if (waiting == null || state == State.CLOSED) {
      return;
    }
    if (link != null) {
      queue = null;
      link.send(waiting);
      if (link.pending() > engine.options().maxQueued()) {
        lane.slowReaders.watch(this);
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
  void probedBy(WebSocketLink newcomer) {
    if (state != State.OPEN || transport != Transport.POLLING || probe != null) {
      newcomer.close(WebSocketLink.NO_CODE);
      return;
    }
    probe = new Probe(this, newcomer);
    lane.times.upgrade.start(probe);
  }

  /// Closes the WebSocket that probes, if there is one; polling goes on.
  void dropProbe() {
    Probe dropped = probe;
    forgetProbe();
    if (dropped != null) {
      dropped.link().close(WebSocketLink.NO_CODE);
    }
  }

  private void forgetProbe() {
    if (probe != null) {
      probe.stop();
      probe = null;
    }
  }

  private boolean isProbing(WebSocketLink from) {
    return probe != null && probe.link() == from;
  }

  /// A text message has come over a WebSocket.
  void arrived(WebSocketLink from, String text, int bytes) {
    engine.listener().received(Transport.WEBSOCKET, 1, bytes);
    if (state != State.OPEN && !isProbing(from)) {
      return;
    }
    EnginePacket packet;
    try {
      packet = EngineCodec.decode(text);
    } catch (EngineFormatException malformed) {
      if (from == link) {
        end(EngineCloseReason.PARSE_ERROR);
      } else if (isProbing(from)) {
        dropProbe();
      }
      return;
    }
    if (from == link) {
      receive(packet);
    } else if (probe != null && isProbing(from)) {
      probing(probe, packet);
    }
  }

  /// A binary message has come over a WebSocket.
  void arrived(WebSocketLink from, byte[] data) {
    engine.listener().received(Transport.WEBSOCKET, 1, data.length);
    if (state != State.OPEN) {
      return;
    }
    if (from == link) {
      receive(new EnginePacket.Binary(data));
    } else if (isProbing(from)) {
      dropProbe();
    }
  }

  private void probing(Probe from, EnginePacket packet) {
    switch (packet) {
      case EnginePacket.Ping(var data) when data.equals("probe") -> {
        from.answer(PROBED);
        polling.release(); // the client upgrades once its poll has returned
      }
      case EnginePacket.Upgrade() -> upgrade(from.link());
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

  private void upgrade(WebSocketLink to) {
    forgetProbe();
    polling.moved(); // a client should have waited for its poll
    link = to;
    if (state == State.CLOSING) {
      flush();
      end(EngineCloseReason.FORCED_CLOSE);
      return;
    }
    transport = Transport.WEBSOCKET;
    if (awaitingPong) {
      lane.times.pong.start(heartbeat); // the ping may have gone with the last poll
    }
    engine.listener().upgraded();
    if (queue != null) {
      flush();
    }
  }

  /// A WebSocket has ended.
  void linkEnded(WebSocketLink ended, EngineCloseReason reason) {
    if (isProbing(ended)) {
      forgetProbe();
    } else if (ended == link) {
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
      lane.times.pong.start(heartbeat);
    }
    try {
      switch (packet) {
        case EnginePacket.Text(var data) -> told.text(data);
        case EnginePacket.Binary(var data) -> told.binary(data);
        case EnginePacket.Pong _ -> {
          awaitingPong = false;
          lane.times.ping.start(heartbeat);
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
    WebSocketLink over = link;
    return over == null ? () -> {} : over.hold();
  }

  // --- The end -----------------------------------------------------------------------------------

  @Override
  public void close() {
    if (state != State.OPEN) {
      return;
    }
    if (link != null) {
      flush();
      end(EngineCloseReason.FORCED_CLOSE);
      return;
    }
    if (overflowing) {
      return;
    }
    state = State.CLOSING;
    lane.times.lastPoll.start(heartbeat);
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
    if (link != null) {
      if (withCloseFrame) {
        link.close(WebSocketLink.NO_CODE);
      } else {
        link.leave();
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
      lane.times.latePoll.start(heartbeat);
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
        lane.times.pong.start(this);
      } else if (awaitingPong) {
        end(EngineCloseReason.PING_TIMEOUT);
      } else {
        awaitingPong = true;
        pongPutOff = false;
        heardSince = false;
        lane.times.pong.start(this);
        queue(PING);
      }
    }

    /// Whether the pong may have come and not be taken yet: while the application is busy with what
    /// came before it, or as long as what came before it is taken bit by bit.
    private boolean pongMayWait() {
      boolean heard = heardSince;
      heardSince = false;
      return link != null && link.pausedSinceAsked() && (link.isAtWork() || heard);
    }
  }
}
