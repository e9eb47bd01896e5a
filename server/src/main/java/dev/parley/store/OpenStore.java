package dev.parley.store;

import dev.parley.accounts.AccountStore;
import dev.parley.chat.ChatStore;
import dev.parley.hooks.HookStore;
import dev.parley.media.BlobStore;
import dev.parley.media.MediaStore;
import dev.parley.outbox.OutboxStore;
import dev.parley.stream.CursorStore;
import dev.parley.templates.TemplateStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// An open database, and the stores (ports) in it. Writes of several ports in one step are
/// committed together.
public interface OpenStore extends AutoCloseable {
  /// Conversations.
  ChatStore chats();

  /// Messages for WhatsApp.
  OutboxStore outbox();

  /// Users, API keys and sign-ins.
  AccountStore accounts();

  /// The metadata of files.
  MediaStore media();

  /// The store for file contents in the database itself; empty if the database has none.
  ///
  /// @param incoming a folder of this machine, for files while they are received
  Optional<BlobStore> blobs(Path incoming, Clock clock);

  /// The account's templates.
  TemplateStore templates();

  /// The positions of durable subscribers.
  CursorStore cursors();

  /// Outgoing webhooks.
  HookStore hooks();

  /// Removes erased data from the files that the database keeps in addition to the current rows,
  /// such as a log of earlier states. Blocks.
  ///
  /// @return false if that is not possible now; the caller should try again
  boolean removeTraces();

  /// Commits waiting steps, and closes the database for all ports.
  @Override
  void close();
}
