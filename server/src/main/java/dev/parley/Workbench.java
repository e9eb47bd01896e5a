package dev.parley;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.access.Principal;
import dev.parley.accounts.AccountDesk;
import dev.parley.accounts.AccountPages;
import dev.parley.accounts.AccountTransfer;
import dev.parley.accounts.Accounts;
import dev.parley.accounts.Directory;
import dev.parley.api.ErasureJson;
import dev.parley.api.Json;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatStore;
import dev.parley.chat.ContactUpdate;
import dev.parley.chat.Conversations;
import dev.parley.chat.Erasure;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Ingested;
import dev.parley.chat.Line;
import dev.parley.chat.OurNumbers;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreListener;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.ChatRecords;
import dev.parley.chat.archive.Transfer;
import dev.parley.config.FilePlace;
import dev.parley.config.ParleyConfig;
import dev.parley.config.StoreConfig;
import dev.parley.control.ControlClient;
import dev.parley.control.Operations;
import dev.parley.erasure.Eraser;
import dev.parley.hooks.Hooks;
import dev.parley.media.BlobStore;
import dev.parley.media.FileAudit;
import dev.parley.media.FileTransfer;
import dev.parley.media.FolderBlobStore;
import dev.parley.media.MediaRecordReader;
import dev.parley.search.Search;
import dev.parley.store.OpenStore;
import dev.parley.store.StoreKind;
import dev.parley.stream.CursorLeases;
import dev.parley.whatsapp.webhook.WebhookInbox;
import dev.parley.whatsapp.webhook.WebhookParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// Parley without its network side, for commands that work on the store. Every method blocks.
///
/// If a Parley server runs on the same data folder, the server does the work, so that its clients
/// receive the changes. If no server runs, this object owns the data folder while it is open, like
/// a running server: only one process can own a folder. On MongoDB any number of processes may use
/// the database at the same time.
public final class Workbench implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration ERASING = Duration.ofMinutes(10);

  private final ChatHistory stored;
  private final Operations operations;
  private final Closer closer;

  private Workbench(ChatHistory stored, Operations operations, Closer closer) {
    this.stored = stored;
    this.operations = operations;
    this.closer = closer;
  }

  /// Opens the store, or finds the Parley that has it open.
  ///
  /// @throws StoreOpenException when it cannot be opened
  public static Workbench open(ParleyConfig config, Clock clock) {
    Closer closer = new Closer();
    try {
      return open(config, clock, closer);
    } catch (Throwable failure) {
      closer.close();
      throw failure;
    }
  }

  private static Workbench open(ParleyConfig config, Clock clock, Closer closer) {
    StoreKind kind = Stores.of(config.store());
    Optional<ControlClient> running = kind.folder().flatMap(ControlClient::connect);
    if (running.isPresent()) {
      ControlClient client = closer.add(running.get(), ControlClient::close);
      return new Workbench(closer.add(kind.history(), ChatHistory::close), client, closer);
    }
    OpenStore opened = closer.add(kind.open(_ -> {}, StoreListener.NONE), OpenStore::close);
    ChatStore store = opened.chats();
    String fault = store.health().fault();
    if (fault != null) {
      throw new StoreOpenException(fault);
    }
    Conversations conversations = new Conversations(store, Line.CLOSED, clock, Parley.random());
    WebhookInbox inbox =
        new WebhookInbox(
            new WebhookParser(
                conversations::makeId, new OurNumbers(config.whatsApp().phoneNumberIds())),
            conversations,
            clock);
    Directory directory = closer.add(Directory.open(opened.accounts(), clock), Directory::close);
    Accounts accounts = new Accounts(opened.accounts(), directory, clock);
    Eraser eraser = closer.add(eraser(config, kind, opened, clock, closer), Eraser::close);
    eraser.start();
    return new Workbench(
        store,
        operations(
            store,
            conversations,
            inbox,
            accounts,
            () -> Search.build(config.dataFolder(), store),
            eraser),
        closer);
  }

  /// The eraser for commands while no Parley server runs. It does not remove old messages.
  private static Eraser eraser(
      ParleyConfig config, StoreKind kind, OpenStore opened, Clock clock, Closer closer) {
    ChatStore store = opened.chats();
    BlobStore blobs = closer.add(Parley.blobs(config, opened, clock), BlobStore::close);
    CursorLeases cursors =
        new CursorLeases(
            opened.cursors(),
            "p_" + UUID.randomUUID(),
            kind.folder().isPresent(),
            clock,
            System::nanoTime);
    return new Eraser(
        new Eraser.Parts(
            store,
            opened.media(),
            blobs,
            new Hooks(opened.hooks(), cursors, store, config.hooks().allowPrivate(), clock),
            cursors),
        new Eraser.Traces(
            _ -> {},
            _ -> {
              if (kind.folder().isPresent()) { // on MongoDB every Parley has its own index
                Search.catchUp(config.dataFolder(), store);
              }
              return true;
            },
            opened::removeTraces),
        kind.folder().isPresent(),
        null,
        clock,
        Parley.random());
  }

  /// The operations of commands on an open store.
  ///
  /// @param reindexing builds the search index from scratch
  /// @param eraser erases people
  static Operations operations(
      ChatHistory stored,
      Conversations conversations,
      WebhookInbox inbox,
      Accounts accounts,
      Runnable reindexing,
      Eraser eraser) {
    AccountDesk desk = new AccountDesk(accounts);
    return new Operations() {
      @Override
      public JsonNode account(JsonNode request) {
        return desk.perform(request);
      }

      @Override
      public Ingested receive(byte[] body, String file) {
        return inbox.receiveFile(body, file);
      }

      @Override
      public Ingested replay(long number) {
        Ingested replayed =
            inbox.replay(
                stored
                    .unprocessed(number)
                    .orElseThrow(() ->
                        new Refusal(
                            ErrorCode.NOT_FOUND, "there is no unprocessed webhook " + number)));
        accounts.note(Principal.OPERATOR, "webhook_replayed", String.valueOf(number));
        return replayed;
      }

      @Override
      public List<Long> dismiss(List<Long> numbers) {
        return conversations.dismiss(numbers);
      }

      @Override
      public void reindex() {
        reindexing.run();
      }

      @Override
      public JsonNode erase(WaId person) {
        Erasure begun = eraser.erase(Principal.OPERATOR, person);
        accounts.note(Principal.OPERATOR, "contact_erased", begun.id());
        try {
          Erasure erasure = eraser.await(Principal.OPERATOR, begun, ERASING);
          return JSON.readTree(Json.bytes(json -> ErasureJson.write(json, erasure)));
        } catch (IOException impossible) {
          throw new UncheckedIOException(impossible);
        } catch (InterruptedException stopping) {
          Thread.currentThread().interrupt();
          throw new Refusal(ErrorCode.STORE_UNAVAILABLE, "the erasure continues at the next start");
        }
      }

      @Override
      public void nameContact(WaId waId, String name) {
        conversations.saveContact(
            Principal.OPERATOR,
            new ContactUpdate(
                waId, name, new ContactUpdate.Field.Keep(), new ContactUpdate.Field.Keep()));
      }
    };
  }

  /// Reads the store, also while a Parley server runs on it. The caller closes it.
  ///
  /// @throws StoreOpenException when there is none, or it cannot be read
  public static ChatHistory history(ParleyConfig config) {
    return Stores.of(config.store()).history();
  }

  /// Reads every stored file to its end; Parley may run meanwhile.
  ///
  /// @throws StoreOpenException when the store cannot be read
  /// @throws IOException if files cannot be read
  public static FileAudit files(ParleyConfig config) throws IOException {
    FilePlace place = config.media().place();
    Path incoming = config.dataFolder().resolve("incoming");
    try (MediaRecordReader pages = Stores.of(config.store()).files();
        BlobStore blobs =
            place == null
                ? pages.blobs(incoming).orElseThrow()
                : Stores.files(place, incoming, Clock.systemUTC())) {
      return FileAudit.of(pages, blobs);
    }
  }

  /// Writes a copy of the store to `file`, and records this in the audit trail; Parley may run
  /// meanwhile. A store that cannot be written is copied too.
  ///
  /// @return why the audit trail has no entry; empty if it has one
  /// @throws StoreOpenException when there is none, or it cannot be read
  public static Optional<String> backUp(ParleyConfig config, Path file) {
    StoreKind kind = Stores.of(config.store());
    kind.backUp(file);
    Optional<ControlClient> running = kind.folder().flatMap(ControlClient::connect);
    try {
      if (running.isPresent()) {
        try (ControlClient client = running.get()) {
          var _ = client.account(JsonNodeFactory.instance.objectNode().put("what", "backed-up"));
        }
      } else if (kind.isCurrent()) {
        try (OpenStore open = kind.open(_ -> {}, StoreListener.NONE)) {
          AccountTransfer.noteBackup(open.accounts(), Clock.systemUTC());
        }
      } else {
        return Optional.of("an earlier version of Parley wrote the store, and it was not changed");
      }
      return Optional.empty();
    } catch (StoreOpenException failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    } catch (Refusal refusal) {
      return Optional.of(refusal.sentence());
    }
  }

  /// Copies everything from one store into the other, and compares both. No Parley may run on
  /// either.
  ///
  /// @throws StoreOpenException when one of them cannot be opened
  /// @throws dev.parley.chat.Refusal if the target has a different record with the same id
  public static Transfer.Report carry(StoreConfig from, StoreConfig to, Transfer.Watcher watcher) {
    try (ChatRecords source = Stores.of(from).records();
        ChatArchive target = Stores.of(to).archive()) {
      return new Transfer(source, target, watcher).run();
    }
  }

  /// Copies all files from one store into the other: their metadata, and their bytes if each store
  /// has its own place for them. No Parley may run on either.
  ///
  /// @param stores both stores
  /// @param progress called with the number of files so far
  /// @throws StoreOpenException when one of them cannot be opened
  /// @throws IOException if bytes cannot be read or written
  public static FileTransfer.Report carryFiles(
      StoreConfig from, StoreConfig to, StoreConfig.Both stores, LongConsumer progress)
      throws IOException {
    Path incoming = stores.embedded().folder().resolve("incoming");
    Clock clock = Clock.systemUTC();
    try (MediaRecordReader pages = Stores.of(from).files();
        BlobStore source = blobs(from, stores, () -> pages.blobs(incoming));
        OpenStore open = Stores.of(to).open(_ -> {}, StoreListener.NONE);
        BlobStore target = blobs(to, stores, () -> open.blobs(incoming, clock))) {
      return new FileTransfer(pages, source, open.media(), target, clock).run(progress);
    }
  }

  /// Copies the accounts from one store into the other. The audit trail of the target gets an entry
  /// about it, and also that of an embedded source; a MongoDB source is only read. No Parley may
  /// run on either.
  ///
  /// @throws StoreOpenException when one of them cannot be opened
  public static CarriedAccounts carryAccounts(StoreConfig from, StoreConfig to) {
    Clock clock = Clock.systemUTC();
    AccountTransfer.Report report;
    try (AccountPages pages = Stores.of(from).accounts();
        OpenStore open = Stores.of(to).open(_ -> {}, StoreListener.NONE)) {
      report = new AccountTransfer(pages, open.accounts(), clock).run();
    }
    if (from instanceof StoreConfig.Embedded) {
      try (OpenStore source = Stores.of(from).open(_ -> {}, StoreListener.NONE)) {
        AccountTransfer.noteExport(source.accounts(), clock);
      }
    }
    return new CarriedAccounts(
        report.total(), report.added(), report.entries(), report.different());
  }

  /// The result of copying the accounts.
  ///
  /// @param total the number of users, second factors and keys
  /// @param added the number of those that the other store did not have
  /// @param entries the number of entries of the audit trail that it did not have
  /// @param different descriptions of rows that differ in the other store
  public record CarriedAccounts(int total, int added, int entries, List<String> different) {
    public CarriedAccounts {
      different = List.copyOf(different);
    }
  }

  /// The place for the files of a store.
  ///
  /// @param own opens the place in the store's own database
  private static BlobStore blobs(
      StoreConfig config, StoreConfig.Both stores, Supplier<Optional<BlobStore>> own) {
    FilePlace named = stores.files();
    if (named != null) {
      return Stores.files(named, stores.embedded().folder().resolve("incoming"), Clock.systemUTC());
    }
    return switch (config) {
      case StoreConfig.Embedded(var folder) ->
          FolderBlobStore.open(folder.resolve("media"), Clock.systemUTC());
      case StoreConfig.MongoDb _ -> own.get().orElseThrow();
    };
  }

  /// Whether a running Parley does the work.
  public boolean usesRunningServer() {
    return operations instanceof ControlClient;
  }

  /// The content of the store, for reading.
  public ChatHistory stored() {
    return stored;
  }

  /// The operations on the store.
  public Operations operations() {
    return operations;
  }

  @Override
  public void close() {
    closer.close();
  }
}
