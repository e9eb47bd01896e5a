/// Full-text search over messages and contacts: an index that is derived from the store, and can be
/// thrown away at any time.
///
/// Start at [dev.parley.search.Search], which endpoints ask. [Indexer] follows the committed stream
/// with a thread of its own and a position of its own, which is stored in the index with what it
/// covers. [Tokens] turns a text into terms, in the same way for messages, questions and snippets;
/// [Folding] says which spellings are equal. [QueryText] reads what a person typed. [LuceneIndex]
/// and [LuceneQueries] are all that know how Lucene stores and finds it.
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
