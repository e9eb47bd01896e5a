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

/// A database that is open, by its ports: what several of them write in one step is committed
/// together.
public interface OpenStore extends AutoCloseable {
  /// Conversations.
  ChatStore chats();

  /// What is to be carried to WhatsApp.
  OutboxStore outbox();

  /// Who may come in.
  AccountStore accounts();

  /// What is known of files.
  MediaStore media();

  /// The place for files that the database itself is; empty where it is none.
  ///
  /// @param incoming a folder of this machine, for files while they are received
  Optional<BlobStore> blobs(Path incoming, Clock clock);

  /// The account's templates.
  TemplateStore templates();

  /// Where durable subscribers are.
  CursorStore cursors();

  /// Outgoing webhooks.
  HookStore hooks();

  /// Removes what was removed from everything that the database keeps beside its data, such as a
  /// log of earlier states. Blocks.
  ///
  /// @return false where that is not possible now: try again
  boolean removeTraces();

  /// Commits what waits, and closes the database for all ports.
  @Override
  void close();
}
