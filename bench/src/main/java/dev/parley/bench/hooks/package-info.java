/// Measures outgoing webhooks: what one receiver notices of another one that hangs, and what a hook
/// costs the webhooks of WhatsApp.
///
/// `HooksSession` is the run, `LightReceiver` what takes events.
@NullMarked
package dev.parley.bench.hooks;

import org.jspecify.annotations.NullMarked;
