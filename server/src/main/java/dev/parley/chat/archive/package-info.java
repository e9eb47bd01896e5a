/// Everything that a store keeps, item by item, and how it is carried into another store.
///
/// Start with [Transfer]. A store offers its [ChatRecords] to read and, as a [ChatArchive], takes
/// those of another; what may be taken is decided by [RecordImporter], once for every store. Knows
/// `chat` and the JDK.
@NullMarked
package dev.parley.chat.archive;

import org.jspecify.annotations.NullMarked;
