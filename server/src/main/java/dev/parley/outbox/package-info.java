/// The outbox: messages for WhatsApp, from the commit that stores a message until WhatsApp has
/// accepted or refused it.
///
/// A message that becomes `pending` gets an [OutboxEntry] in the same commit; a reaction of the
/// business gets one under a separate id. The [Sender] claims entries, sends each by a [Transport],
/// and settles them. [OutboxRules] has the rules for this, the same for every store, over the rows
/// of an [OutboxLedger].
///
/// If the process is killed while it sends a message:
///
/// | killed | what is left in the store | what happens then |
/// | --- | --- | --- |
/// | before the commit of the message | nothing | the client got no answer, and tries again |
/// | before the claim | an entry that is ready | it is claimed after the next start |
/// | between claim and settling | an entry with a lease | when the lease ends it is uncertain whether WhatsApp has the message; a status that repeats Parley's id settles it; otherwise [SendPolicy] decides |
/// | after settling | the message with WhatsApp's id | |
///
/// One entry of a chat is sent at a time: the next becomes ready when the previous one was accepted
/// or has failed.
@NullMarked
package dev.parley.outbox;

import org.jspecify.annotations.NullMarked;
