package dev.parley.chat.archive;

import java.util.List;
import java.util.stream.Stream;

/// Everything that a store keeps, to be read from one end to the other. Every method blocks; to be
/// used by one thread. Throws [Refusal][dev.parley.chat.Refusal] with `STORE_UNAVAILABLE`.
///
/// What an implementation must do is spelt out, and checked, by `ChatArchiveContract`.
public interface ChatRecords extends AutoCloseable {
  /// What to call the store in a sentence, for example `the database test`.
  default String name() {
    return "the store";
  }

  /// Everything of one kind in the order that [ArchivedRecord.Kind] says, read as it is asked for:
  /// memory holds a small part of it at a time. To be closed before the next one is opened.
  Stream<ArchivedRecord> read(ArchivedRecord.Kind kind);

  /// How many there are of a kind, or nearly: to show how far something has come.
  long size(ArchivedRecord.Kind kind);

  /// One sentence each on what [#read] left out, because Parley shows it nowhere. Complete once
  /// everything was read.
  List<String> notes();

  @Override
  void close();
}
