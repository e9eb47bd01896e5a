package dev.parley.chat.archive;

import java.util.List;

/// A store that takes what another one kept. As [ChatRecords] for threads and errors.
///
/// What an implementation must do is spelt out, and checked, by `ChatArchiveContract`.
public interface ChatArchive extends ChatRecords {
  /// Whether nothing at all is kept.
  boolean isEmpty();

  /// What of a batch is here already, and what cannot be taken. Changes nothing. See
  /// [RecordImporter#compare].
  RecordImporter.Outcome compare(List<ArchivedRecord> batch);

  /// Takes what of a batch is not here yet, as one atomic step that is on disk when it returns. See
  /// [RecordImporter#keep].
  ///
  /// @throws dev.parley.chat.Refusal `CONFLICT` where something else is in its place; nothing of
  ///   the batch was taken then
  RecordImporter.Outcome keep(List<ArchivedRecord> batch);
}
