package dev.parley.store;

import dev.parley.accounts.AccountPages;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.media.MediaPages;
import java.nio.file.Path;
import java.util.Optional;

/// One database of one kind, not opened yet, and every way to open it. A further kind of store is
/// an implementation of this and a line where the wiring reads the settings.
///
/// Every method but [#folder] blocks and throws [StoreOpenException] with a sentence for the person
/// who asked. Safe for use by many threads.
public interface StoreKind {
  /// The folder on this machine that belongs to whoever has the store open, and to nobody else;
  /// empty where several processes may have it open.
  Optional<Path> folder();

  /// Opens it for a Parley that runs.
  ///
  /// @param feed hears of every change after its commit
  OpenStore open(ChatFeed feed, StoreListener listener);

  /// Opens it for reading, beside a running Parley if there is one.
  ChatHistory history();

  /// Opens it to read what is known of files, beside a running Parley if there is one.
  MediaPages files();

  /// Opens it to read the accounts, beside a running Parley if there is one.
  AccountPages accounts();

  /// Opens it to read all that it keeps, while no Parley runs on it.
  ChatRecords records();

  /// Opens it to be filled, while no Parley runs on it.
  ChatArchive archive();

  /// Whether it stays in the form that it has when it is opened to write. An earlier version of
  /// Parley cannot read what a later one has opened.
  boolean isCurrent();

  /// Writes a copy of one moment, beside a running Parley if there is one.
  ///
  /// @param file replaced if it exists, once the copy is whole and on disk
  void backUp(Path file);
}
