/// What sending costs: how fast messages leave, what they take while they wait, and what webhooks
/// and answers to customers notice of a campaign. Start with [SendingSession].
@NullMarked
package dev.parley.bench.sending;

import org.jspecify.annotations.NullMarked;
