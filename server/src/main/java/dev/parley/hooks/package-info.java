/// Outgoing webhooks: programs elsewhere that are told by HTTP what happens in the chats.
///
/// Start at [Hooks][dev.parley.hooks.Hooks], the use cases. What is stored of a hook goes through
/// [HookStore][dev.parley.hooks.HookStore]; who delivers is in `hooks.delivery`.
@NullMarked
package dev.parley.hooks;

import org.jspecify.annotations.NullMarked;
