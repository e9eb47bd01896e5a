/// Measures sending: how fast messages are sent, how much memory waiting messages take, and how a
/// campaign affects webhooks and answers to customers. Start with [SendingSession].
@NullMarked
package dev.parley.bench.sending;

import org.jspecify.annotations.NullMarked;
