package dev.parley.socketio;

import dev.parley.socketio.engine.Outgoing;
import dev.parley.socketio.packet.EncodedEvent;

/// An event on its way to sockets, the same for all of them.
///
/// @param number its place in the recovery log; 0 when it has none
/// @param volatileOnly whether it is dropped for those who cannot take it at once
record Delivery(EncodedEvent event, Outgoing packet, long number, boolean volatileOnly) {
  /// One that is not kept for recovery.
  static Delivery unnumbered(EncodedEvent event) {
    Outgoing packet = new Outgoing(event.text(), event.attachments(), true);
    return new Delivery(event, packet, 0, false);
  }
}
