/// Socket.IO packets and their form on the wire. The package uses neither sessions nor threads nor
/// Vert.x.
///
/// ```
/// packet      = type [ attachments "-" ] [ namespace "," ] [ id ] [ json ]
/// type        = 0 connect | 1 disconnect | 2 event | 3 ack | 4 connect error
///             | 5 event with attachments | 6 ack with attachments
/// attachments = decimal, 1 or more; types 5 and 6 only
/// namespace   = "/" and more, up to the "," or the end; absent for "/"
/// id          = decimal
/// ```
///
/// Attachments are binary messages that follow the text directly; in the JSON each is
/// `{"_placeholder":true,"num":0}`. [dev.parley.socketio.packet.PacketDecoder] reads,
/// [dev.parley.socketio.packet.PacketEncoder] writes. Source: Socket.IO protocol 5.
///
/// A layer below `dev.parley.socketio`. Applications do not need it. Adapters use
/// [dev.parley.socketio.packet.EncodedEvent], everything else may change with any version.
@NullMarked
package dev.parley.socketio.packet;

import org.jspecify.annotations.NullMarked;
