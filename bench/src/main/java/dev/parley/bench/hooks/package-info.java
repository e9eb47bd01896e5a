/// Measures outgoing webhooks: how a hanging receiver affects another one, and how a hook affects
/// the rate of WhatsApp's webhooks.
///
/// `HooksSession` is the run, `LightReceiver` receives events.
@NullMarked
package dev.parley.bench.hooks;

import org.jspecify.annotations.NullMarked;
