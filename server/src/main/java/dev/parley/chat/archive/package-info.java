/// The records of a store, and how they are copied into another store.
///
/// Start with [Transfer]. A store offers its [ChatRecords] for reading and, as a [ChatArchive],
/// receives those of another. [RecordImporter] decides for every store which records may be added.
/// Depends on `chat` and the JDK.
@NullMarked
package dev.parley.chat.archive;

import org.jspecify.annotations.NullMarked;
