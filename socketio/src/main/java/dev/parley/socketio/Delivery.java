package dev.parley.socketio;

import dev.parley.socketio.engine.Outgoing;
import dev.parley.socketio.packet.EncodedEvent;
import org.jspecify.annotations.Nullable;

/// An event on its way to sockets, the same for all of them, but for the offset at its end: only
/// clients that can recover their session get one. Each of the two forms is made once, and the
/// second only where it is needed. Safe for use by many threads.
final class Delivery {
  private final EncodedEvent event;
  private final long number;
  private final Reliability reliability;
  private final boolean compress;
  private final @Nullable Outgoing withOffset;
  private volatile @Nullable Outgoing withoutOffset;

  private Delivery(
      EncodedEvent event,
      long number,
      Reliability reliability,
      boolean compress,
      @Nullable Outgoing withOffset) {
    this.event = event;
    this.number = number;
    this.reliability = reliability;
    this.compress = compress;
    this.withOffset = withOffset;
  }

  /// One that is not kept for recovery, and has no offset.
  static Delivery unnumbered(EncodedEvent event, Reliability reliability, boolean compress) {
    return new Delivery(event, 0, reliability, compress, null);
  }

  /// One that is kept.
  ///
  /// @param number its place in the recovery log; 0 when it is not kept
  /// @param packet with its offset
  static Delivery numbered(
      EncodedEvent event, long number, Reliability reliability, boolean compress, Outgoing packet) {
    return new Delivery(event, number, reliability, compress, packet);
  }

  EncodedEvent event() {
    return event;
  }

  /// Its place in the recovery log; 0 when it has none.
  long number() {
    return number;
  }

  Reliability reliability() {
    return reliability;
  }

  /// About its size.
  int bytes() {
    return event.bytes();
  }

  /// What a socket is sent.
  Outgoing packet(boolean recovers) {
    Outgoing kept = withOffset;
    if (recovers && kept != null) {
      return kept;
    }
    Outgoing plain = withoutOffset;
    return plain != null ? plain : plain();
  }

  private synchronized Outgoing plain() {
    Outgoing plain = withoutOffset;
    if (plain == null) {
      plain = new Outgoing(event.text(), event.attachments(), compress);
      withoutOffset = plain;
    }
    return plain;
  }
}
