/// Delivers events to outgoing webhooks.
///
/// Start at [HookDeliverer][dev.parley.hooks.delivery.HookDeliverer], which runs a worker for each
/// hook that this process owns. A worker subscribes to the stream, keeps the events that it has
/// read in a window, and posts them: events of one chat one after the other, events of different
/// chats in parallel.
@NullMarked
package dev.parley.hooks.delivery;

import org.jspecify.annotations.NullMarked;
