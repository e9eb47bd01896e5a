/// Delivers what outgoing webhooks are told.
///
/// Start at [HookDeliverer][dev.parley.hooks.delivery.HookDeliverer], which runs a worker for each
/// hook that this process owns. A worker subscribes to the stream, keeps what it has read in a
/// window, and posts it: of a chat one event after the other, of different chats side by side.
@NullMarked
package dev.parley.hooks.delivery;

import org.jspecify.annotations.NullMarked;
