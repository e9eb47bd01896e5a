/// Conversations, the operations on them, and the ports that they need.
///
/// Start with [Conversations], the actions a client or a webhook can take. Every action is one
/// atomic step of a [ChatStore]; [ChatRules] implements the steps, for all stores, with the rows
/// that a [ChatLedger] offers. [Delivery] has the status table, [Content] the kinds of messages,
/// [Change] the changes that subscribers receive after a commit.
///
/// `chat.archive` copies everything from one store into another.
///
/// Depends only on the JDK: no JSON, no SQL, no HTTP.
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;
