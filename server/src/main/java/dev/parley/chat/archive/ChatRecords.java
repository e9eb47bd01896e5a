package dev.parley.chat.archive;

import java.util.List;
import java.util.stream.Stream;

/// All records of a store, to be read from beginning to end. Every method blocks. Used by one
/// thread. Throws [Refusal][dev.parley.chat.Refusal] with `STORE_UNAVAILABLE`.
///
/// `ChatArchiveContract` specifies and tests what an implementation must do.
public interface ChatRecords extends AutoCloseable {
  /// The name of the store in a sentence, for example `the database test`.
  default String name() {
    return "the store";
  }

  /// All records of one kind, in the order that [ArchivedRecord.Kind] specifies. They are read on
  /// demand: only a small part is in memory at a time. The stream must be closed before the next
  /// one is opened.
  Stream<ArchivedRecord> read(ArchivedRecord.Kind kind);

  /// The approximate number of records of a kind, to show progress.
  long size(ArchivedRecord.Kind kind);

  /// One sentence for each record that [#read] left out because Parley never shows it. The list is
  /// complete once everything was read.
  List<String> notes();

  @Override
  void close();
}
