/// Outgoing webhooks: Parley sends events of the chats to other programs over HTTP.
///
/// Start at [Hooks][dev.parley.hooks.Hooks], the operations. Hooks are stored in a
/// [HookStore][dev.parley.hooks.HookStore]; `hooks.delivery` delivers the events.
@NullMarked
package dev.parley.hooks;

import org.jspecify.annotations.NullMarked;
