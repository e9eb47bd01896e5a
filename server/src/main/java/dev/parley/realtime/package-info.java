/// Conversations over Socket.IO: sends changes to the clients, and passes their events to
/// [dev.parley.chat.Conversations].
///
/// Start at [dev.parley.realtime.Realtime]. Events go out through `Announcer`, in the order of the
/// commits; `ClientEvents` handles clients' events; `Presence` tracks who is connected.
@NullMarked
package dev.parley.realtime;

import org.jspecify.annotations.NullMarked;
