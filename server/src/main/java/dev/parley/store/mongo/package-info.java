/// Conversations in a MongoDB database, which any number of Parley processes may share. Parley uses
/// this store if `MONGODB_URI` is set.
///
/// Start with [MongoChatStore], the port for conversations on a [SharedDatabase], which owns the
/// connection and the threads. Steps go through [Writer], one virtual thread: it runs whatever is
/// waiting over one [MongoLedger], which reads from MongoDB and collects writes in memory, and
/// commits all of it through the [Journal]. Reads ([MongoQueries]) go straight to MongoDB.
///
/// Open a database as [MongoRecords] to copy everything into another store, and as [MongoArchive]
/// to fill it from another store.
///
/// # Why a journal
///
/// A step changes several documents: messages, the summary of their chat, contacts. A standalone
/// MongoDB writes one document at a time, and has no transactions. So a commit is one document, the
/// journal's `head`. It holds the number of the last commit and all its writes, and only a process
/// that has read exactly that number may replace it:
///
/// 1. [Journal#recover]: read the head, and apply its writes in case no process has.
/// 2. Run the steps over the stored documents.
/// 3. [Journal#commit]: if the head still has the number that step 1 read, replace it by a head
///    with the next number and the new writes. Otherwise another process committed first: go back
///    to step 1.
/// 4. [Journal#apply]: write the documents.
/// 5. Notify [ChatFeed][dev.parley.chat.ChatFeed], then answer the callers.
///
/// Step 3 stores either everything or nothing; a process commits only after the previous commit was
/// applied. What step 2 has read is still current in step 3, because every writer increments the
/// number. So `seq` has no gaps, an id is stored once and summaries are right, with any number of
/// processes.
///
/// If a process is killed:
///
/// | killed | what is left | who repairs it |
/// | --- | --- | --- |
/// | before 3, or while parts of a commit larger than 8 MB are written | nothing; parts that nobody will read | nobody has to; parts are removed by [MongoMaintenance] |
/// | in 3, no answer came | the commit, or nothing; the caller was not answered | a process that still runs looks for its token in the head, which contains the last token of each process: if it finds the token, it continues with step 4; as long as the number in the head is unchanged, the commit may still arrive, even after several attempts; other processes act as in the next row |
/// | between 3 and 4, or in the middle of 4 | a commit, of which some documents are not written | the next process that opens the store or commits: [Journal#recover] |
/// | after 4 | everything; clients of this process receive the change when they connect again | |
///
/// A commit may be applied twice, by two processes at the same time, and late: every document
/// carries `rev`, the number of the commit that wrote it last, and a write does nothing to a
/// document whose `rev` is its own number or a later one. New documents are upserts by a unique
/// field. A removed document leaves its key, `rev` and `removed_at` for an hour (a TTL index), so
/// that a late application does not bring it back.
///
/// # Damage, and other databases
///
/// A Parley document that cannot be read ([Damage]) fails the steps that need it and is named in
/// the log by collection and `_id`; lists leave it out. The journal's head has the id of its
/// database in `database`; [Identity] notices within seconds when the database or one of its
/// collections was dropped, replaced, or went back to an earlier state. Then nothing is written
/// until Parley is started again.
///
/// # Differences from the other stores
///
/// - A read that runs while a commit is being applied may see some of its messages and not yet
///   others; it never sees a summary before its messages. `chat` reads again while the chat's
///   version changes.
/// - If MongoDB's answer to a commit gets lost, the caller receives `store_unavailable`, although
///   the commit may be stored. Repeating the request is harmless: its ids show what is already
///   stored.
/// - Clients receive the changes of another process within a quarter of a second after they were
///   applied.
/// - One message or webhook body of more than 15 MB is refused (`too_large`).
///
/// # Schema
///
/// [StoredKinds] lists the kinds of records, each with its collection. The class of a kind's
/// documents, such as [ContactDocument], knows its fields, its indexes, how a document becomes a
/// value and back, what a commit writes, and how its records get into another store. The rows of a
/// kind within a step are [LedgerRows], such as [ContactRows]. Another collection,
/// `parley_journal`, contains the [Journal]'s `head` and the parts of large commits.
///
/// Times are BSON dates. Collections and fields of the replaced backend keep their form: their
/// `_id` is an ObjectId, `__v` is 0.
///
/// Every document that Parley writes fits the Mongoose schemas of the replaced backend. The field
/// `status` of those schemas allows neither `pending` nor `played`, and Mongoose validates every
/// document that it saves. So Parley writes `sent` and `read` there instead, and always the exact
/// word into **`parley_status`**: see [MessageDocument].
///
/// # Documents of the replaced backend
///
/// Messages that the replaced backend stored have no `seq`. [Adoption] gives them one, chat by chat
/// in the order of their `_id`, at the start and every few seconds; a step that finds such
/// documents in its chat does so immediately. Only `seq`, `at`, `parley_status` and `rev` are
/// added, and a document without a usable `wa_id` gets `seq` 0, which hides it. Unusual values are
/// read as well as possible ([MessageDocument]) and are not changed. When the replaced backend
/// changes the status of a message, Parley updates the summary of its chat ([MovedStatuses]). Both
/// programs may use the database one after the other; while both run, a message that both store at
/// the same instant may leave a gap in `seq`, which `verify-payloads` names.
@NullMarked
package dev.parley.store.mongo;

import org.jspecify.annotations.NullMarked;
