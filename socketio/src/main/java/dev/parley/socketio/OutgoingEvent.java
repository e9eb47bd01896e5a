package dev.parley.socketio;

import dev.parley.socketio.engine.OutgoingMessage;
import dev.parley.socketio.packet.EncodedEvent;
import org.jspecify.annotations.Nullable;

/// An event on its way to sockets. It is the same for all sockets, except for the offset at its
/// end: only clients that can recover their session receive one. Each of the two forms is encoded
/// at most once. Safe for use by many threads.
///
/// An [Adapter] creates one for each event and passes it to each socket that shall receive the
/// event, see [LocalSocket#deliver].
public final class OutgoingEvent {
  private final EncodedEvent event;
  private final long position;
  private final Reliability reliability;
  private final boolean compress;
  private final @Nullable OutgoingMessage withOffset;
  private volatile @Nullable OutgoingMessage withoutOffset;

  /// @param position the position of the event in the recovery log; 0 when it is not kept
  /// @param withOffset the form with an offset; null when the event has no offset
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
  /// @param compress whether transports that support compression may compress it
  public static OutgoingEvent of(EncodedEvent event, Reliability reliability, boolean compress) {
    return new OutgoingEvent(event, 0, reliability, compress, null);
  }

  /// An event that carries an offset, for recovery.
  ///
  /// @param position the position of the event in the order of events, starting at 1; see
  ///   [LocalSocket#skipThrough]. 0 for an event that is not kept. Such an event carries the offset
  ///   of the last kept event, because clients take a text at the end of any event for an offset
  /// @param offset the position as clients send it to continue a session, for example `Q83Nab-1c`
  /// @param compress whether transports that support compression may compress it
  public static OutgoingEvent at(
      long position, String offset, EncodedEvent event, Reliability reliability, boolean compress) {
    OutgoingMessage packet = new OutgoingMessage(event.text(offset), event.attachments(), compress);
    return new OutgoingEvent(event, position, reliability, compress, packet);
  }

  /// The event, without an offset.
  public EncodedEvent event() {
    return event;
  }

  /// Its position in the recovery log; 0 when it has none.
  public long position() {
    return position;
  }

  /// Says what happens to the event if it cannot be sent immediately.
  public Reliability reliability() {
    return reliability;
  }

  /// Its approximate size.
  int bytes() {
    return event.bytes();
  }

  /// The message to send to a socket.
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
