/// Conversations in one SQLite file, `parley.db` in the data folder; the default store.
///
/// Start with [SqliteChatStore], the port for conversations on a [SqliteDatabase], which owns the
/// folder, the connections and the threads. Each table has a class, such as [ContactTable], with
/// its columns and the statements on them. Writes go through [SqliteWriter]: one platform thread
/// that commits all waiting steps as one durable transaction. Reads go through [Readers]: a few
/// platform threads, each with its own connection, that never wait for the writer (WAL). These are
/// platform threads, because a call into SQLite pins the carrier of a virtual thread.
///
/// [SqliteArchive] opens the file for copying all records into another store or from one; it has no
/// threads.
///
/// # Schema
///
/// Times are milliseconds since 1970. JSON columns are text.
/// `src/main/resources/dev/parley/store/sqlite/<version>.sql` defines the schema; `PRAGMA
/// user_version` is the version of a file.
///
/// | table | a row is | key |
/// | --- | --- | --- |
/// | `messages` | a message | `id`; also `meta_id` if it differs, `(wa_id, timestamp, seq)`, and `(wa_id, reply_to)` of answers |
/// | `webhook_data` | the JSON that reported a message | `n` of the message |
/// | `chats` | the summary of a chat: last `seq`, newest message, unread, when the customer last opened the window, the state of the team's work; written with every message | `wa_id` |
/// | `chat_labels` | a label of a chat, with the time of its newest message; triggers on `chats` write it | `(label, newest_timestamp, wa_id)` |
/// | `contacts` | a customer | `wa_id` |
/// | `shared` | a label, a canned reply, an erasure, or two chats that are being joined | `(kind, id)` |
/// | `notes` | a note of a member of the team about a chat | `id`; also `(wa_id, at)` |
/// | `statistics` | the statistics of one day and one member of the team | `(day, agent)` |
/// | `identities` | the address of the chat to which a number or user id leads, and since when | `user_id`; also `address` |
/// | `early_statuses` | a status that waits for its message, 7 days | `(message_id, status, participant)` |
/// | `amendments` | a reaction, edit or revocation; applied or waiting; only the last one of each person, message and kind | `event` |
/// | `outbox` | a message for WhatsApp, or a reaction, which has its own id | `message` |
/// | `media` | the metadata of a file, see [MediaTable] | `id`; also `blob` |
/// | `unprocessed` | a webhook body that was not completely understood | `number`; also `digest` of the body |
/// | `window_openings` | a view: a message that opened the window of its chat, and when | |
/// | `templates` | a message template of the account, see [TemplateTable] | `place` in the list |
/// | `template_fetch` | when that list was fetched, and of which account; at most one row | |
/// | `accounts` | a user, an API key, a sign-in or a one-time link | `kind` and `id` |
/// | `cursors` | the position of a durable subscriber | `name` |
/// | `hooks` | an outgoing webhook, the results of its deliveries, or a waiting event | `kind` and `id` |
/// | `changes` | an entry of the log of changes: the changes of a commit, see [ChangeLogRows] | `last`, the number of its last change |
@NullMarked
package dev.parley.store.sqlite;

import org.jspecify.annotations.NullMarked;
