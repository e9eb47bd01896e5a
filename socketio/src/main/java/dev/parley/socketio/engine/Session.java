package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
  private static final Outgoing NOOP = Outgoing.packet("6");

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

  private @Nullable Call poll;
  private @Nullable Call post;

  /// A POST that closed the session, while a poll may be on its way.
  private @Nullable Call goodbye;

  private @Nullable WebSocketLink link;
  private @Nullable WebSocketLink probe;
  private boolean probed;

  private boolean awaitingPong;
  private boolean pongPutOff;

  Session(Engine engine, String id, Lane lane, EngineHandshake handshake, Transport transport) {
    this.engine = engine;
    this.id = id;
    this.lane = lane;
    this.handshake = handshake;
    this.transport = transport;
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
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  // --- Out
  // -----------------------------------------------------------------------------------------

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
    if (longer.bytes() > engine.options().maxQueued()) {
      overflowing = true;
      // Not here: whoever sends is perhaps going through the list that this session leaves.
      lane.execute(() -> end(EngineCloseReason.SLOW_READER));
    } else if (!flushing) {
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
    return over == null ? poll != null : over.isIdle();
  }

  /// Sends what is queued, as far as the transport can take it. Called at the end of a turn.
  void flush() {
    flushing = false;
    Chain waiting = queue;
    if (waiting == null || state == State.CLOSED) {
      return;
    }
    if (link != null) {
      queue = null;
      link.send(waiting);
      engine.listener().sent(Transport.WEBSOCKET, waiting.frames(), waiting.bytes());
    } else if (poll != null) {
      queue = null;
      answerPoll(waiting);
      if (closeIsLeft) {
        closeIsLeft = false;
        queue(CLOSE);
      } else if (state == State.CLOSING) {
        finish();
      }
    }
  }

  private void answerPoll(Chain chain) {
    Call answered = poll;
    if (answered == null) {
      return;
    }
    poll = null;
    ByteBuf payload = Unpooled.buffer(chain.bytes());
    boolean compress = false;
    for (Outgoing message : chain.messages()) {
      if (payload.isReadable()) {
        payload.writeByte(EngineCodec.SEPARATOR);
      }
      message.writeRecords(payload);
      compress |= message.compress();
    }
    byte[] bytes = new byte[payload.readableBytes()];
    payload.readBytes(bytes);
    answered.poll(bytes, compress);
    engine.listener().sent(Transport.POLLING, chain.frames(), bytes.length);
  }

  /// Lets the poll go with a packet of its own.
  private void releasePoll(Outgoing packet) {
    answerPoll(new Chain(null, packet));
  }

  // --- In over polling
  // -----------------------------------------------------------------------------

  /// A GET has come.
  void polled(Call call) {
    if (goodbye != null) {
      poll = call;
      releasePoll(NOOP);
      leave();
    } else if (state == State.CLOSED) {
      refuse(call, EngineRefusal.UNKNOWN_SID);
    } else if (transport != Transport.POLLING) {
      refuse(call, EngineRefusal.TRANSPORT_MISMATCH);
    } else if (poll != null) {
      call.status(400);
      end(EngineCloseReason.TRANSPORT_ERROR);
    } else {
      poll = call;
      call.whenGone(() -> lane.execute(() -> pollGone(call)));
      if (queue != null) {
        flush();
      } else if (probed) {
        releasePoll(NOOP);
      }
    }
  }

  private void pollGone(Call call) {
    if (poll == call) {
      poll = null;
      end(EngineCloseReason.TRANSPORT_ERROR);
    }
  }

  /// A POST has begun.
  ///
  /// @return whether it may go on; else it was answered
  boolean postBegan(Call call) {
    if (state != State.OPEN) {
      refuse(call, EngineRefusal.UNKNOWN_SID);
      return false;
    }
    if (transport != Transport.POLLING) {
      refuse(call, EngineRefusal.TRANSPORT_MISMATCH);
      return false;
    }
    if (post != null) {
      call.status(400);
      end(EngineCloseReason.TRANSPORT_ERROR);
      return false;
    }
    post = call;
    return true;
  }

  /// The POST's body has come whole.
  void posted(Call call, String body, int bytes) {
    if (post != call) {
      return;
    }
    post = null;
    if (state != State.OPEN) {
      refuse(call, EngineRefusal.UNKNOWN_SID);
      return;
    }
    String[] packets = body.split(String.valueOf(EngineCodec.SEPARATOR), -1);
    engine.listener().received(Transport.POLLING, packets.length, bytes);
    // What follows a close is not read.
    for (int i = 0; i < packets.length && state == State.OPEN; i++) {
      EnginePacket packet;
      try {
        packet = EngineCodec.decode(packets[i]);
      } catch (EngineFormatException malformed) {
        call.status(400);
        end(EngineCloseReason.PARSE_ERROR);
        return;
      }
      if (packet instanceof EnginePacket.Close && transport == Transport.POLLING) {
        saidGoodbye(call);
        return;
      }
      receive(packet);
    }
    call.ok();
  }

  /// The client's poll is let go. It may come over another connection, and be read after this: the
  /// answer to the POST waits a moment for it, so that what the client sends after that finds no
  /// session.
  private void saidGoodbye(Call call) {
    if (poll == null) {
      goodbye = call;
    } else {
      releasePoll(NOOP);
      call.ok();
    }
    end(EngineCloseReason.TRANSPORT_CLOSE);
  }

  /// The POST could not be read.
  ///
  /// @param fatal whether the session ends with it: a body that is too large leaves it open
  void postFailed(Call call, boolean fatal) {
    if (post == call) {
      post = null;
      if (fatal && transport == Transport.POLLING) {
        end(EngineCloseReason.TRANSPORT_ERROR);
      }
    }
  }

  // --- In over a WebSocket
  // -------------------------------------------------------------------------

  /// A WebSocket has come for this session.
  void probedBy(WebSocketLink newcomer) {
    if (state != State.OPEN || transport != Transport.POLLING || probe != null) {
      newcomer.close(WebSocketLink.NO_CODE);
      return;
    }
    probe = newcomer;
    probed = false;
    lane.times.upgrade.start(upgradeLimit());
  }

  private @Nullable Alarm upgradeLimit;

  private Alarm upgradeLimit() {
    Alarm limit =
        new Alarm() {
          @Override
          void ring() {
            dropProbe();
          }
        };
    upgradeLimit = limit;
    return limit;
  }

  private void dropProbe() {
    WebSocketLink dropped = probe;
    forgetProbe();
    if (dropped != null) {
      dropped.close(WebSocketLink.NO_CODE);
    }
  }

  private void forgetProbe() {
    probe = null;
    probed = false;
    if (upgradeLimit != null) {
      upgradeLimit.stop();
      upgradeLimit = null;
    }
  }

  /// A text message has come over a WebSocket.
  void arrived(WebSocketLink from, String text, int bytes) {
    engine.listener().received(Transport.WEBSOCKET, 1, bytes);
    if (state != State.OPEN) {
      return;
    }
    EnginePacket packet;
    try {
      packet = EngineCodec.decode(text);
    } catch (EngineFormatException malformed) {
      if (from == link) {
        end(EngineCloseReason.PARSE_ERROR);
      } else if (from == probe) {
        dropProbe();
      }
      return;
    }
    if (from == link) {
      receive(packet);
    } else if (from == probe) {
      probing(from, packet);
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
    } else if (from == probe) {
      dropProbe();
    }
  }

  private void probing(WebSocketLink from, EnginePacket packet) {
    switch (packet) {
      case EnginePacket.Ping(var data) when data.equals("probe") -> {
        probed = true;
        from.send(new Chain(null, PROBED));
        if (poll != null) {
          releasePoll(NOOP); // the client upgrades once its poll has returned
        }
      }
      case EnginePacket.Upgrade() -> upgrade(from);
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
    if (poll != null) {
      releasePoll(CLOSE); // a client should have waited for it
    }
    link = to;
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
    if (ended == probe) {
      forgetProbe();
    } else if (ended == link) {
      end(reason);
    }
  }

  // --- In, whatever the transport
  // ------------------------------------------------------------------

  private void receive(EnginePacket packet) {
    EngineReceiver told = receiver;
    if (told == null) {
      return;
    }
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
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  private void failed(RuntimeException failure) {
    LOG.atError().setCause(failure).log("a session's receiver failed");
    end(EngineCloseReason.TRANSPORT_ERROR);
  }

  // --- The end
  // -------------------------------------------------------------------------------------

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
    cutOffPost();
    dropProbe();
    // The official client forgets what comes in the same answer as the close: the end of its
    // namespace for example, and then it comes back though it was told not to.
    closeIsLeft = queue != null;
    if (!closeIsLeft) {
      queue(CLOSE);
    }
    tell(EngineCloseReason.FORCED_CLOSE);
    flush();
  }

  /// Ends the session at once, without what is queued.
  void end(EngineCloseReason reason) {
    if (state == State.CLOSED) {
      return;
    }
    boolean wasOpen = state == State.OPEN;
    state = State.CLOSED;
    queue = null;
    if (poll != null) {
      releasePoll(CLOSE);
    }
    cutOffPost();
    dropProbe();
    if (link != null) {
      link.close(WebSocketLink.NO_CODE);
    }
    finish();
    if (wasOpen) {
      tell(reason);
    }
  }

  /// Who still sends may take for ever, and holds what it has sent.
  private void cutOffPost() {
    if (post != null) {
      post.cutOff();
      post = null;
    }
  }

  private void finish() {
    state = State.CLOSED;
    heartbeat.stop();
    if (goodbye == null) {
      engine.forget(this);
    } else {
      lane.times.latePoll.start(heartbeat);
    }
  }

  private void leave() {
    if (goodbye != null) {
      goodbye.ok();
      goodbye = null;
    }
    heartbeat.stop();
    engine.forget(this);
  }

  private void tell(EngineCloseReason reason) {
    closeReason = reason;
    engine.listener().closed(transport, reason);
    EngineReceiver told = receiver;
    if (told != null) {
      told.closed(reason);
    }
  }

  private void refuse(Call call, EngineRefusal refusal) {
    engine.listener().refused(refusal);
    call.refuse(refusal);
  }

  /// The one alarm of a session: when it is open, for the heartbeat; afterwards for its last poll.
  private final class Heartbeat extends Alarm {
    @Override
    void ring() {
      switch (state) {
        case OPEN -> beat();
        case CLOSING -> finish();
        case NEW, CLOSED -> leave();
      }
    }

    private void beat() {
      if (awaitingPong) {
        end(EngineCloseReason.PING_TIMEOUT);
      } else {
        awaitingPong = true;
        pongPutOff = false;
        lane.times.pong.start(this);
        queue(PING);
      }
    }
  }
}
