package dev.parley.store.sqlite;

import dev.parley.chat.AgentDay;
import dev.parley.chat.Answerers;
import dev.parley.chat.ChangeLog;
import dev.parley.chat.Chat;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Contact;
import dev.parley.chat.Digest;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessageBatch;
import dev.parley.chat.MessageId;
import dev.parley.chat.MessagePage;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.Note;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.StreamPosition;
import dev.parley.chat.Sync;
import dev.parley.chat.WaId;
import dev.parley.media.MediaRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The stored data, for reading. Safe for use by many threads; every method blocks.
///
/// Can be opened while a Parley server of any process uses the store: it takes no lock and changes
/// nothing.
public sealed class SqliteHistory implements ChatHistory permits SqliteChatStore {
  private static final int CHECKS = 3;

  private final Path file;
  private final Readers readers;

  SqliteHistory(Path file, Readers readers) {
    this.file = file;
    this.readers = readers;
  }

  /// Opens the store in `folder` for reading.
  ///
  /// @throws StoreOpenException with a message for the user
  public static SqliteHistory openToRead(Path folder) {
    Path file = folder.resolve(SqliteDatabase.FILE);
    if (!Files.exists(file)) {
      throw new StoreOpenException(
          "there is no database in "
              + folder
              + " yet: start Parley first, or set DATA_DIR to its folder");
    }
    NativeLibrary.load(folder);
    try {
      return new SqliteHistory(file, new Readers(file, _ -> {}));
    } catch (SQLException e) {
      throw new StoreOpenException(SqliteErrors.sentence(e) + " (" + file + ")");
    }
  }

  /// Some rows of files, in the order of their ids.
  List<MediaRow> files(@Nullable String after, int limit) {
    return readers.read(connection -> MediaTable.rows(connection, after, limit));
  }

  /// Writes a consistent copy of the database that can be opened in place of the original. Steps
  /// continue meanwhile.
  ///
  /// @param target replaced if it exists, once the copy is whole and on disk
  public void backUpTo(Path target) {
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      Files.deleteIfExists(partial);
      DataFolder.create(partial); // SQLite writes into an empty file
      readers.outsideTransaction(database -> {
        PreparedStatement copy = database.prepare("VACUUM INTO ?");
        copy.setString(1, partial.toString());
        return copy.execute();
      });
      try (Database copy = Database.openToWrite(partial)) {
        OutboxTable.markRestored(copy);
      }
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          partial, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      DataFolder.sync(DataFolder.directory(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new StoreOpenException(SqliteErrors.sentence(e) + " (" + partial + ")");
    }
  }

  <T> T read(Readers.Query<T> query) {
    return readers.read(query);
  }

  @Override
  public List<ListedChat> chats(ChatCriterion criterion, @Nullable Position after, int limit) {
    return read(database -> SqliteQueries.chats(database, criterion, after, limit));
  }

  @Override
  public Map<WaId, Answerers> answerers(Collection<WaId> chats) {
    return read(
        database -> SqliteQueries.answerers(database, List.copyOf(new LinkedHashSet<>(chats))));
  }

  @Override
  public List<SharedRecord> shared(SharedRecord.Kind kind) {
    return read(database -> SharedTable.all(database, kind));
  }

  @Override
  public List<Note> notes(WaId chat) {
    return read(database -> NoteTable.of(database, chat, Note.MOST));
  }

  @Override
  public Map<String, Note> notes(Collection<String> ids) {
    return read(database -> new ChangeLogRows(database).notes(ids));
  }

  @Override
  public Optional<Chat> chat(WaId chat, int messages) {
    return read(database -> {
      Optional<ChatHead> head = SqliteQueries.heads(database, List.of(chat)).stream().findFirst();
      return head.isEmpty()
          ? Optional.empty()
          : Optional.of(new Chat(head.get(), MessageTable.page(database, chat, null, messages)));
    });
  }

  @Override
  public Collection<ChatHead> heads(Collection<WaId> chats) {
    return read(database -> SqliteQueries.heads(database, List.copyOf(chats)));
  }

  @Override
  public MessagePage page(WaId chat, @Nullable MessagePosition before, int limit) {
    return read(database -> MessageTable.page(database, chat, before, limit));
  }

  @Override
  public MessageSlice slice(WaId chat, MessageSlice.Range part) {
    return read(database -> MessageTable.slice(database, chat, part));
  }

  @Override
  public MessageBatch everyMessage(@Nullable String after, int limit) {
    return read(database -> MessageTable.every(database, after, limit));
  }

  @Override
  public List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit) {
    return read(database -> MessageTable.placesAfter(database, chat, after, limit));
  }

  @Override
  public List<Message> answers(WaId chat, Collection<MessageId> names, int limit) {
    return read(database -> MessageTable.answers(database, chat, List.copyOf(names), limit));
  }

  @Override
  public Map<MessageId, Message> messages(Collection<MessageId> ids) {
    return read(database -> new ChangeLogRows(database).messages(ids));
  }

  @Override
  public Map<MessageId, String> webhookData(WaId chat, List<Message> messages) {
    return read(database -> SqliteQueries.webhookData(database, messages));
  }

  @Override
  public List<Contact> contacts(@Nullable Position after, int limit) {
    return read(database -> ContactTable.page(database, after, limit));
  }

  @Override
  public Map<WaId, Contact> contacts(Collection<WaId> ids) {
    return read(database -> new ChangeLogRows(database).contacts(ids));
  }

  @Override
  public List<KeptUnprocessed> unprocessed(long after, int limit) {
    return read(database -> UnprocessedTable.page(database, after, limit));
  }

  @Override
  public Optional<KeptUnprocessed> unprocessed(long number) {
    return read(database -> UnprocessedTable.find(database, number));
  }

  @Override
  public StreamPosition position() {
    return read(database -> ChangeLogRows.newest(database).position());
  }

  @Override
  public Optional<WaId> addressOf(WaId id) {
    return read(database -> IdentityTable.addressOf(database, id));
  }

  @Override
  public Set<WaId> addressesOf(WaId person) {
    return read(database -> SqliteQueries.addressesOf(database, person));
  }

  @Override
  public List<WaId> chatsOlderThan(Instant moment, @Nullable WaId after, int limit) {
    return read(database -> SqliteQueries.chatsOlderThan(database, moment, after, limit));
  }

  @Override
  public List<ChangeLog.Entry> changesFrom(long number, int limit) {
    return read(database -> new ChangeLogRows(database).entriesFrom(number, limit));
  }

  @Override
  public Optional<Sync> sync(StreamPosition since, int limit) {
    return log(log -> log.sync(since, limit));
  }

  @Override
  public Optional<ChangeLog.Missed> missed(StreamPosition since, int limit) {
    return log(log -> log.missed(since, limit));
  }

  @Override
  public Optional<StreamPosition> positionBefore(Instant time) {
    return log(log -> log.before(time));
  }

  private <T> T log(Function<ChangeLog, T> query) {
    return read(database -> {
      try {
        return query.apply(new ChangeLog(new ChangeLogRows(database)));
      } catch (SqliteLedger.Failed failed) {
        throw failed.cause();
      }
    });
  }

  @Override
  public List<AgentDay> counted(LocalDate from, LocalDate to) {
    return read(database -> StatisticsTable.between(database, from, to));
  }

  @Override
  public Digest digest(WaId chat) {
    return read(database -> SqliteQueries.digest(database, chat));
  }

  @Override
  public List<UnprocessedHead> unprocessedHeads(long after, int limit) {
    return read(database -> UnprocessedTable.heads(database, after, limit));
  }

  @Override
  public Audit audit() {
    Optional<String> integrity = integrity();
    return read(database -> SqliteMaintenance.audit(database, integrity));
  }

  private Optional<String> integrity() {
    IntegrityCheck check = new IntegrityCheck(file, () -> false);
    Optional<String> integrity = Optional.empty();
    try {
      for (int i = 0; i < CHECKS && integrity.isEmpty(); i++) {
        integrity = check.run(SqliteMaintenance::integrity);
      }
      return integrity;
    } catch (SQLException e) {
      throw SqliteErrors.unavailable(SqliteErrors.sentence(e));
    }
  }

  @Override
  public void close() {
    readers.close();
  }
}
