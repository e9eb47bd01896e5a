package dev.parley.socketio;

import dev.parley.socketio.engine.OutgoingMessage;
import dev.parley.socketio.packet.EncodedEvent;
import org.jspecify.annotations.Nullable;

/// An event on its way to sockets, the same for all of them, but for the offset at its end: only
/// clients that can recover their session get one. Each of the two forms is encoded once, and the
/// second only where it is needed. Safe for use by many threads.
///
/// An [Adapter] makes one for each event, and gives it to each socket that the event is for, see
/// [LocalSocket#deliver].
public final class OutgoingEvent {
  private final EncodedEvent event;
  private final long position;
  private final Reliability reliability;
  private final boolean compress;
  private final @Nullable OutgoingMessage withOffset;
  private volatile @Nullable OutgoingMessage withoutOffset;

  /// @param position its place in the recovery log; 0 when it is not kept
  /// @param withOffset null when it has no offset
  OutgoingEvent(
      EncodedEvent event,
      long position,
      Reliability reliability,
      boolean compress,
      @Nullable OutgoingMessage withOffset) {
    this.event = event;
    this.position = position;
    this.reliability = reliability;
    this.compress = compress;
    this.withOffset = withOffset;
  }

  /// An event that is not kept for recovery, and has no offset.
  ///
  /// @param compress whether transports that can may compress it
  public static OutgoingEvent of(EncodedEvent event, Reliability reliability, boolean compress) {
    return new OutgoingEvent(event, 0, reliability, compress, null);
  }

  /// An event that carries an offset, for recovery.
  ///
  /// @param position its place in the order of events, from 1 on; see [LocalSocket#skipThrough]. 0
  ///   for an event that is not kept itself: its offset is that of the last event that is kept,
  ///   because clients take a text at the end of any event for an offset
  /// @param offset the position as clients send it when they come back, for example `Q83Nab-1c`
  /// @param compress whether transports that can may compress it
  public static OutgoingEvent at(
      long position, String offset, EncodedEvent event, Reliability reliability, boolean compress) {
    OutgoingMessage packet = new OutgoingMessage(event.text(offset), event.attachments(), compress);
    return new OutgoingEvent(event, position, reliability, compress, packet);
  }

  /// The event, without an offset.
  public EncodedEvent event() {
    return event;
  }

  /// Its place in the recovery log; 0 when it has none.
  public long position() {
    return position;
  }

  /// What becomes of it where it cannot be sent at once.
  public Reliability reliability() {
    return reliability;
  }

  /// Its approximate size.
  int bytes() {
    return event.bytes();
  }

  /// What a socket is sent.
  OutgoingMessage packet(boolean recoverable) {
    OutgoingMessage kept = withOffset;
    if (recoverable && kept != null) {
      return kept;
    }
    OutgoingMessage plain = withoutOffset;
    return plain != null ? plain : plain();
  }

  private synchronized OutgoingMessage plain() {
    OutgoingMessage plain = withoutOffset;
    if (plain == null) {
      plain = new OutgoingMessage(event.text(), event.attachments(), compress);
      withoutOffset = plain;
    }
    return plain;
  }
}
