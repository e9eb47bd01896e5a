/// What a conversation is, what may happen to it, and the ports that this needs.
///
/// Start with [Conversations], the actions a client or a webhook can take. Every action is one
/// atomic step of a [ChatStore]; what a step does is written once, in [ChatRules], over the rows
/// that a [ChatLedger] offers. [Delivery] holds the status table, [Content] the kinds of message,
/// [Change] what watchers are told after a commit.
///
/// How everything is carried from one store into another is in `chat.archive`.
///
/// Knows nothing but the JDK: no JSON, no SQL, no HTTP.
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;
