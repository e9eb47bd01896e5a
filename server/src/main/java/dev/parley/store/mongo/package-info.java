/// Conversations in a MongoDB database, which any number of Parleys may share; the store where
/// `MONGODB_URI` is set.
///
/// Start with [MongoChatStore], the port for conversations on a [SharedDatabase], which owns the
/// connection and the threads. Steps go through [Writer], one virtual thread: it runs whatever is
/// waiting over one [MongoLedger], which reads from MongoDB and collects writes in memory, and
/// commits all of it through the [Journal]. Reads ([MongoQueries]) go straight to MongoDB.
///
/// To carry everything elsewhere, or to be filled, a database is opened as [MongoRecords] or
/// [MongoArchive].
///
/// # Why a journal
///
/// A step changes several documents: messages, the summary of their chat, contacts. A standalone
/// MongoDB writes one document at a time, and knows no transaction. So a commit is one document,
/// the journal's `head`. It holds the number of the last commit and all its writes, and is replaced
/// only by whoever read exactly that number:
///
/// 1. [Journal#recover]: read the head; apply its writes, in case nobody did.
/// 2. Run the steps over what is stored now.
/// 3. [Journal#commit]: if the head still has the number of 1, it becomes the next number with the
///    new writes. Else another process was first: back to 1.
/// 4. [Journal#apply]: write the documents.
/// 5. Tell [ChatFeed][dev.parley.chat.ChatFeed], then answer the callers.
///
/// Step 3 is the moment at which everything is kept or nothing; nobody commits before the commit
/// below was applied. What was read in 2 is what was there at 3, as every writer moves the number.
/// So `seq` has no gaps, an id is there once and summaries are right, with any number of processes.
///
/// | killed | what is left | who repairs it |
/// | --- | --- | --- |
/// | before 3, or while parts of a commit larger than 8 MB are written | nothing; parts that nobody will read | nobody has to; parts are removed by [MongoMaintenance] |
/// | in 3, no answer came | the commit, or nothing; the caller was not answered | the same process finds its token in the head, which has the last one of each process, and then goes on as in 4; as long as the number did not move the commit may still come, however often it was repeated meanwhile; another process as in the next line |
/// | between 3 and 4, or in the middle of 4 | a commit, of which some documents are not written | whoever opens the store, or commits, next: [Journal#recover] |
/// | after 4 | everything; who watched this process hears of it on connecting again | |
///
/// Applying may happen twice, at once, and late: every document carries `rev`, the number of the
/// commit that wrote it last, and a write does nothing to a document whose `rev` is its own number
/// or a later one. New documents are upserts by a unique field. A removed document leaves its key,
/// `rev` and `removed_at` for an hour (a TTL index), so that a late application does not bring it
/// back.
///
/// # Damage, and other databases
///
/// A document of Parley's that cannot be read ([Damage]) fails the steps that need it and is named
/// in the log by collection and `_id`; lists leave it out. The journal's head has the id of its
/// database in `database`; [Identity] notices within seconds when the database or one of its
/// collections was dropped, replaced, or went back to an earlier state. Then nothing is written
/// until Parley is started again.
///
/// # Where it differs from the other stores, by nature
///
/// - A read that meets a commit while it is applied may see some of its messages and not yet
///   others; it never sees a summary before its messages. `chat` reads again while the chat's
///   version changes.
/// - Of a commit whose answer got lost the caller hears `store_unavailable`; it may be there
///   nevertheless. Repeating it is harmless: ids decide.
/// - Changes that another process makes are told within a quarter of a second of being applied.
/// - One message or webhook body of more than 15 MB is refused (`too_large`).
///
/// # Schema
///
/// [StoredKinds] lists the kinds of records, each with its collection. The class of a kind's
/// documents, such as [ContactDocument], knows its fields, its indexes, how a document becomes a
/// value and back, what a commit writes, and how its records get into another store. The rows of a
/// kind within a step are [LedgerRows], such as [ContactRows]. Beside the kinds there is
/// `parley_journal`, with the [Journal]'s `head` and parts of large commits.
///
/// Times are BSON dates. Collections and fields of the replaced backend are as it has them, their
/// `_id` is an ObjectId, `__v` is 0.
///
/// Every document that Parley writes fits the Mongoose schemas of the replaced backend. Its
/// `status` knows neither `pending` nor `played`, and Mongoose checks whatever it has loaded when
/// it saves, so `status` says `sent` and `read` there and **`parley_status`** always the exact
/// word: see [MessageDocument].
///
/// # Documents of the replaced backend
///
/// They have no `seq`. [Adoption] gives them one, chat by chat in the order of their `_id`, at the
/// start and every few seconds; a step that meets some in its chat does so at once. Only `seq`,
/// `at`, `parley_status` and `rev` are added, and a document without a usable `wa_id` gets `seq` 0,
/// which hides it. What is odd is read as well as possible ([MessageDocument]) and stays as it is.
/// Where that backend moves the status of a message, the summary of its chat follows
/// ([MovedStatuses]). Both programs may use the database one after the other; while both run, a
/// message that both store at the same instant may leave a gap in `seq`, which `verify-payloads`
/// names.
@NullMarked
package dev.parley.store.mongo;

import org.jspecify.annotations.NullMarked;
