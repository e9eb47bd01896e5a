package dev.parley;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Conversations;
import dev.parley.chat.Ingested;
import dev.parley.chat.StoreOpenException;
import dev.parley.config.ParleyConfig;
import dev.parley.config.StoreConfig;
import dev.parley.store.sqlite.SqliteChatStore;
import dev.parley.store.sqlite.SqliteHistory;
import dev.parley.store.sqlite.StoreListener;
import dev.parley.whatsapp.webhook.WebhookInbox;
import dev.parley.whatsapp.webhook.WebhookParser;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// Parley without its network side, for commands that work on the data folder themselves. Every
/// method blocks.
///
/// Owns the data folder while it is open, as a running Parley does: there can be only one of them.
public final class Workbench implements AutoCloseable {
  private final ChatStore store;
  private final Conversations conversations;
  private final WebhookInbox inbox;

  private Workbench(ChatStore store, Clock clock) {
    this.store = store;
    this.conversations = new Conversations(store, Optional.empty(), clock, Parley.random());
    this.inbox = new WebhookInbox(new WebhookParser(conversations::makeId), conversations, clock);
  }

  /// Opens the data folder.
  ///
  /// @throws StoreOpenException when it cannot be opened
  public static Workbench open(ParleyConfig config, Clock clock) {
    return new Workbench(
        SqliteChatStore.open(folder(config), changes -> {}, StoreListener.NONE), clock);
  }

  /// What is stored, beside a running Parley if there is one. To be closed.
  ///
  /// @throws StoreOpenException when there is none, or it cannot be read
  public static ChatHistory history(ParleyConfig config) {
    return SqliteHistory.openToRead(folder(config));
  }

  /// Writes a copy of the store to `file`, beside a running Parley if there is one.
  ///
  /// @throws StoreOpenException when there is none, or it cannot be read
  public static void backUp(ParleyConfig config, Path file) {
    try (SqliteHistory history = SqliteHistory.openToRead(folder(config))) {
      history.backUpTo(file);
    }
  }

  private static Path folder(ParleyConfig config) {
    return switch (config.store()) {
      case StoreConfig.Embedded(var folder) -> folder;
      case StoreConfig.MongoDb _ -> throw StartException.noMongoDb();
    };
  }

  /// What is stored.
  public ChatHistory stored() {
    return store;
  }

  public Conversations conversations() {
    return conversations;
  }

  /// Takes in a webhook body that was found in a file.
  public Ingested receive(byte[] body, String file) {
    return inbox.receiveFile(body, file);
  }

  /// Reads once more what was not understood.
  public Ingested replay(KeptUnprocessed entry) {
    return inbox.replay(entry);
  }

  @Override
  public void close() {
    store.close();
  }
}
