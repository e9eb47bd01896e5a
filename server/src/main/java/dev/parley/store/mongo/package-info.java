/// Conversations in a MongoDB database, where `MONGODB_URI` is set: the database of the backend
/// that Parley replaces, or a new one.
///
/// Start with [MongoChatStore]. Steps go through [Writer], which runs what waits over one
/// [MongoLedger] and commits it as one entry of the [Journal]. Reads ask [Queries] and never wait
/// for writes. [Upkeep] makes the indexes ([Schema]) and lets [Adoption] take over what another
/// program stored; [Pulse] asks every second whether MongoDB is there, and [Condition] tells.
///
/// # Documents
///
/// `processed_messages` and `contacts` have the fields, types and required fields of the replaced
/// backend's Mongoose schemas; a message gets these besides:
///
/// | field | |
/// | --- | --- |
/// | `seq` | place in its chat, from 1; 0: no address, cannot be shown; absent: not taken over yet |
/// | `at` | the timestamp as a date, whatever `timestamp` holds; what messages are sorted by |
/// | `rev` | the number of the commit that wrote the document last |
/// | `reply_to`, `content`, `edited_at`, `reactions`, `error`, `status_times` | as clients see them |
///
/// `webhook_data` is the JSON as it came, as a text: nothing of it is lost to a conversion.
/// `status` may be `pending` or `played`, which the replaced backend's schema does not list.
/// Mongoose checks an enumeration only where a `save` writes that path, so such documents are read,
/// shown and saved by it as long as it does not set that very status itself.
///
/// | collection of our own | a document is | key |
/// | --- | --- | --- |
/// | `parley_chats` | the summary of a chat | `wa_id` |
/// | `parley_identities` | where the chat of a person with this user id is | user id |
/// | `parley_early_statuses` | a status that waits for its message | message id and status |
/// | `parley_amendments` | a reaction, edit or revocation | the event's id |
/// | `parley_unprocessed` | a webhook body that was not wholly understood | its number |
/// | `parley_journal` | `head`: the last commit | |
///
/// # Why it holds without transactions
///
/// A standalone MongoDB changes one document atomically, and no more. So the one document `head` of
/// `parley_journal` decides: it holds the number of the last commit and every write of it. A commit
/// is
///
/// 1. read what the steps need, knowing that commit n is wholly applied;
/// 2. replace `head` by commit n + 1 with all its writes, on the condition that it still is n;
/// 3. apply the writes to their collections;
/// 4. tell the feed, then the callers.
///
/// | killed, or cut off, | then |
/// | --- | --- |
/// | before 2 | nothing happened |
/// | after 2, before or amid 3 | whoever opens the database, or commits next, reads `head` and applies it |
/// | after 3, before 4 | all is there; the caller was not answered, and finds it when it asks again |
///
/// Whoever replaces `head` has first made sure that the commit before was applied, so one is
/// enough. Where two processes are at step 2, one replaces `head`; the other finds another number
/// there, applies that commit itself, and runs its steps anew on what is there then. What steps
/// read at 1 is therefore what is there when they commit: `seq` has no gaps, an id names one
/// message, a status only goes forward, a summary says what the messages say, whatever the number
/// of processes.
///
/// Applying is idempotent and never goes back, so that several processes may apply the same commit
/// at once, or one very late: a new document is an upsert by its id with `$setOnInsert` and a key
/// that is part of the commit; a change only touches a document whose `rev` is less than the
/// commit's number. (A process that stood still while others went on may at most bring back a
/// waiting status or an unprocessed body that was removed meanwhile. Both are harmless: the one
/// ends after 7 days, the other can be replayed again.)
///
/// A commit that does not fit into one document is kept in parts beside `head`, written before it.
///
/// # What differs from the SQLite store
///
/// - A list of chats is read in three queries: a chat in it may be a moment newer than another. One
///   chat with its messages is read again where it changes meanwhile.
/// - A step whose outcome is unknown, because the connection broke at step 2, is refused with
///   `store_unavailable`; it may have been kept. Asking again is safe wherever there is an id.
/// - What a message or webhook body takes must fit into a document of 15 MB; more is `too_large`.
/// - There is one journal a database: processes take turns. Each turn holds all that waits.
@NullMarked
package dev.parley.store.mongo;

import org.jspecify.annotations.NullMarked;
