/// Conversations over Socket.IO: what changes goes out to every client, what clients ask for goes
/// to [dev.parley.chat.Conversations].
///
/// Start at [dev.parley.realtime.Realtime]. Events go out through `Announcer`, in the order of the
/// commits; `ClientEvents` takes what comes in; `Presence` knows who is connected.
@NullMarked
package dev.parley.realtime;

import org.jspecify.annotations.NullMarked;
