package dev.parley;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Conversations;
import dev.parley.chat.Ingested;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.chat.archive.Transfer;
import dev.parley.config.ParleyConfig;
import dev.parley.config.StoreConfig;
import dev.parley.store.mongo.MongoArchive;
import dev.parley.store.mongo.MongoChatStore;
import dev.parley.store.mongo.MongoHistory;
import dev.parley.store.mongo.MongoRecords;
import dev.parley.store.sqlite.SqliteArchive;
import dev.parley.store.sqlite.SqliteChatStore;
import dev.parley.store.sqlite.SqliteHistory;
import dev.parley.whatsapp.webhook.WebhookInbox;
import dev.parley.whatsapp.webhook.WebhookParser;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// Parley without its network side, for commands that work on the store themselves. Every method
/// blocks.
///
/// Owns the data folder while it is open, as a running Parley does: there can be only one of them.
/// On MongoDB it may be open beside any number of others.
public final class Workbench implements AutoCloseable {
  private final ChatStore store;
  private final Conversations conversations;
  private final WebhookInbox inbox;

  private Workbench(ChatStore store, Clock clock) {
    this.store = store;
    this.conversations = new Conversations(store, Optional.empty(), clock, Parley.random());
    this.inbox = new WebhookInbox(new WebhookParser(conversations::makeId), conversations, clock);
  }

  /// Opens the store.
  ///
  /// @throws StoreOpenException when it cannot be opened
  public static Workbench open(ParleyConfig config, Clock clock) {
    return new Workbench(open(config.store()), clock);
  }

  private static ChatStore open(StoreConfig config) {
    return switch (config) {
      case StoreConfig.Embedded(var folder) ->
          SqliteChatStore.open(folder, changes -> {}, StoreListener.NONE);
      case StoreConfig.MongoDb(var uri) -> {
        ChatStore store = MongoChatStore.open(uri.value(), changes -> {}, StoreListener.NONE);
        String fault = store.health().fault();
        if (fault != null) {
          store.close();
          throw new StoreOpenException(fault);
        }
        yield store;
      }
    };
  }

  /// What is stored, beside a running Parley if there is one. To be closed.
  ///
  /// @throws StoreOpenException when there is none, or it cannot be read
  public static ChatHistory history(ParleyConfig config) {
    return switch (config.store()) {
      case StoreConfig.Embedded(var folder) -> SqliteHistory.openToRead(folder);
      case StoreConfig.MongoDb(var uri) -> MongoHistory.openToRead(uri.value());
    };
  }

  /// Writes a copy of the store to `file`, beside a running Parley if there is one.
  ///
  /// @throws StoreOpenException when there is none, or it cannot be read
  public static void backUp(ParleyConfig config, Path file) {
    try (SqliteHistory history = SqliteHistory.openToRead(folder(config))) {
      history.backUpTo(file);
    }
  }

  /// Carries everything of one store into the other, and compares. No Parley may run on either.
  ///
  /// @throws StoreOpenException when one of them cannot be opened
  /// @throws dev.parley.chat.Refusal where something else is in the place of what is carried
  public static Transfer.Report carry(StoreConfig from, StoreConfig to, Transfer.Watcher watcher) {
    try (ChatRecords source = records(from);
        ChatArchive target = archive(to)) {
      return new Transfer(source, target, watcher).run();
    }
  }

  private static ChatRecords records(StoreConfig config) {
    return switch (config) {
      case StoreConfig.Embedded(var folder) -> SqliteArchive.openToRead(folder);
      case StoreConfig.MongoDb(var uri) -> MongoRecords.openToRead(uri.value());
    };
  }

  private static ChatArchive archive(StoreConfig config) {
    return switch (config) {
      case StoreConfig.Embedded(var folder) -> SqliteArchive.open(folder);
      case StoreConfig.MongoDb(var uri) -> MongoArchive.open(uri.value());
    };
  }

  private static Path folder(ParleyConfig config) {
    return switch (config.store()) {
      case StoreConfig.Embedded(var folder) -> folder;
      case StoreConfig.MongoDb _ ->
          throw new StoreOpenException(
              "parley backup copies the embedded store: MONGODB_URI is set, use mongodump");
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
