/// Conversations in one SQLite file, `parley.db` in the data folder; the default store.
///
/// Start with [SqliteChatStore], the port for conversations on a [SqliteDatabase], which owns the
/// folder, the connections and the threads. Each table has a class, such as [ContactTable], with
/// its columns and the statements on them. Writes go through [SqliteWriter]: one platform thread
/// that commits whatever is waiting as one durable transaction. Reads go through [Readers]: a few
/// platform threads, each with a connection of its own, that never wait for the writer (WAL).
/// Platform threads, because a call into SQLite pins the carrier of a virtual thread.
///
/// To carry everything elsewhere, or to be filled, the file is opened as [SqliteArchive], which has
/// no threads of its own.
///
/// # Schema
///
/// Times are milliseconds since 1970. JSON columns are text.
/// `src/main/resources/dev/parley/store/sqlite/<version>.sql` is the source; `PRAGMA user_version`
/// says which one a file is at.
///
/// | table | a row is | key |
/// | --- | --- | --- |
/// | `messages` | a message | `id`; also `meta_id` where it differs, `(wa_id, timestamp, seq)`, and `(wa_id, reply_to)` of answers |
/// | `webhook_data` | the JSON that told us of a message | `n` of the message |
/// | `chats` | the summary of a chat: last `seq`, newest message, unread, when the customer last opened the window, how the team works on it; written with every message | `wa_id` |
/// | `chat_labels` | a label of a chat, with the time of its newest message; triggers on `chats` write it | `(label, newest_timestamp, wa_id)` |
/// | `contacts` | a customer | `wa_id` |
/// | `shared` | a label or a canned reply | `(kind, id)` |
/// | `notes` | what somebody of the team wrote about a chat | `id`; also `(wa_id, at)` |
/// | `statistics` | what somebody of the team did on a day, in numbers | `(day, agent)` |
/// | `identities` | where the chat of a person with this user id is | `user_id` |
/// | `early_statuses` | a status that waits for its message, 7 days | `(message_id, status)` |
/// | `amendments` | a reaction, edit or revocation; applied or waiting; of one person, message and kind the last one | `event` |
/// | `outbox` | what is to be carried to WhatsApp: a message, or a reaction with an id of its own | `message` |
/// | `media` | what is known of a file, see [MediaTable] | `id`; also `blob` |
/// | `unprocessed` | a webhook body that was not wholly understood | `number`; also `digest` of the body |
/// | `window_openings` | a view: a message that opened the window of its chat, and when | |
/// | `templates` | a message template of the account, see [TemplateTable] | `place` in the list |
/// | `template_fetch` | when that list was fetched, and of which account; at most one row | |
/// | `accounts` | a user, an API key, a sign-in or a one-time link | `kind` and `id` |
/// | `cursors` | where a durable subscriber is | `name` |
/// | `hooks` | an outgoing webhook, how its deliveries went, or what waits for it | `kind` and `id` |
/// | `changes` | an entry of the log of changes: what a commit was about, see [Log] | `last`, the number of its last change |
@NullMarked
package dev.parley.store.sqlite;

import org.jspecify.annotations.NullMarked;
