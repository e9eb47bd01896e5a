package dev.parley.store;

import dev.parley.accounts.AccountPages;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.media.MediaRecordReader;
import java.nio.file.Path;
import java.util.Optional;

/// A database of a certain kind that is not open yet, with all ways to open it. To add a kind of
/// store, implement this interface and add a line to the code that reads the settings.
///
/// Every method but [#folder] blocks and throws [StoreOpenException] with a message for the user.
/// Safe for use by many threads.
public interface StoreKind {
  /// The folder on this machine that only the process with the open store may use; empty if several
  /// processes may have the store open.
  Optional<Path> folder();

  /// Opens it for a running Parley server.
  ///
  /// @param feed receives every change after its commit
  OpenStore open(ChatFeed feed, StoreListener listener);

  /// Opens it for reading, also while a Parley server uses it.
  ChatHistory history();

  /// Opens it to read the metadata of files, also while a Parley server uses it.
  MediaRecordReader files();

  /// Opens it to read the accounts, also while a Parley server uses it.
  AccountPages accounts();

  /// Opens it to read all records, while no Parley server uses it.
  ChatRecords records();

  /// Opens it to add records of another store, while no Parley server uses it.
  ChatArchive archive();

  /// Whether its schema stays the same when it is opened for writing. Earlier versions of Parley
  /// cannot read a store that a later version has opened.
  boolean isCurrent();

  /// Writes a consistent copy, also while a Parley server uses the store.
  ///
  /// @param file replaced if it exists, once the copy is whole and on disk
  void backUp(Path file);
}
