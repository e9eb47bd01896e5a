package dev.parley.chat.archive;

import java.util.List;

/// A store that receives the records of another one. Threads and errors are as in [ChatRecords].
///
/// `ChatArchiveContract` specifies and tests what an implementation must do.
public interface ChatArchive extends ChatRecords {
  /// Whether the store is empty.
  boolean isEmpty();

  /// Finds which items of a batch the store already has, and which it cannot accept. Changes
  /// nothing. See [RecordImporter#compare].
  RecordImporter.Outcome compare(List<ArchivedRecord> batch);

  /// Adds the items of a batch that the store does not have yet, in one atomic step that is on disk
  /// when this method returns. See [RecordImporter#keep].
  ///
  /// @throws dev.parley.chat.Refusal `CONFLICT` if another record has the key of an item; then no
  ///   item of the batch was added
  RecordImporter.Outcome keep(List<ArchivedRecord> batch);
}
