/// Full-text search over messages and contacts. The index is derived from the store and can be
/// deleted at any time.
///
/// Start at [dev.parley.search.Search], which the endpoints call. [Indexer] keeps the index up to
/// date on its own thread: [IndexBuilder] reads everything that is stored, [LogFollower] reads the
/// changes since, and [IndexCommitter] commits both together with an [IndexCheckpoint]. [Tokens]
/// turns a text into terms, in the same way for messages, queries and snippets; [Folding] decides
/// which spellings are equal. [QueryText] parses what a person typed. Only [LuceneIndex] and
/// [LuceneQueries] know how Lucene stores and finds terms.
///
/// # The index
///
/// A document is a message or a contact. Texts are not stored: hits are read from the store.
///
/// | field | of | what |
/// | --- | --- | --- |
/// | `id` | message | Parley's id, stored |
/// | `contact` | contact | the address, stored |
/// | `time`, `tie` | both | when it was written, in milliseconds, and a hash of the id: the order of the index, newest first |
/// | `chat`, `direction`, `type` | message | for filters |
/// | `text`, `name` | message, contact | terms with their positions |
/// | `text_start`, `name_start` | message, contact | the first 1 to 3 characters of each term |
/// | `text_digits`, `number` | message, contact | every 4 digits that follow one another |
@NullMarked
package dev.parley.search;

import org.jspecify.annotations.NullMarked;
