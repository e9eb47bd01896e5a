/// What is to be carried to WhatsApp, from the commit that stored a message until WhatsApp has
/// taken or refused it.
///
/// A message that becomes `pending` gets an [OutboxEntry] in the same commit; a reaction of ours
/// gets one under an id of its own. The [Sender] claims entries, has a [Transport] carry each, and
/// settles them: the rules of that are [OutboxRules], written once for every store, over the rows
/// of an [OutboxLedger].
///
/// | killed | what is left | what follows |
/// | --- | --- | --- |
/// | before the commit of the message | nothing | the client was not answered, and asks again |
/// | before the claim | an entry that is ready | it is claimed after the next start |
/// | between claim and settling | an entry with a lease | when the lease ends it is uncertain whether WhatsApp has the message; a status that repeats our id settles it; else [SendPolicy] decides |
/// | after settling | the message with WhatsApp's id | |
///
/// Of a chat one entry at a time is under way: the next becomes ready when the one before it has
/// been taken or has failed.
@NullMarked
package dev.parley.outbox;

import org.jspecify.annotations.NullMarked;
