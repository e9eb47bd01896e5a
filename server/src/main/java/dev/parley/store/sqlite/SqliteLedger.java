package dev.parley.store.sqlite;

import dev.parley.chat.AgentDay;
import dev.parley.chat.Alias;
import dev.parley.chat.Amendment;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatLedger;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.Note;
import dev.parley.chat.PendingPart;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.StatusReport;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The rows of one step, on the writing connection and within its transaction.
final class SqliteLedger implements ChatLedger {
  /// The maximum number of rows that a search reads, which takes some milliseconds.
  private static final int MOST_LOOKED_AT = 2_000;

  private final Database database;
  private final long lastChange;

  /// @param lastChange the number of the last change before the step
  SqliteLedger(Database database, long lastChange) {
    this.database = database;
    this.lastChange = lastChange;
  }

  /// Wraps an exception of SQLite for code that does not depend on SQL; [SqliteWriter] unwraps it.
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException cause;

    Failed(SQLException cause) {
      super(cause);
      this.cause = cause;
    }

    SQLException cause() {
      return cause;
    }
  }

  @Override
  public long lastChange() {
    return lastChange;
  }

  @Override
  public boolean forgetChanges(Instant before, long kept, int limit) {
    return run(() -> ChangeLogRows.forget(database, before, kept, limit));
  }

  @Override
  public Optional<Message> message(MessageId id) {
    return database.cache().message(id, () -> run(() -> MessageTable.find(database, id)));
  }

  @Override
  public void readAhead(Collection<MessageId> messages) {
    run(() -> MessageTable.find(database, List.copyOf(messages))).forEach(database.cache()::put);
  }

  @Override
  public boolean add(Message message, @Nullable String webhookData) {
    return run(() -> MessageTable.add(database, message, webhookData));
  }

  @Override
  public Optional<String> webhookData(Message message) {
    return run(() -> MessageTable.webhookData(database, message.id()));
  }

  @Override
  public void update(Message message) {
    database.cache().forget(message);
    execute(() -> MessageTable.update(database, message));
  }

  @Override
  public void identify(Message message) {
    database.cache().forget(message);
    execute(() -> MessageTable.identify(database, message));
  }

  @Override
  public PendingPart pending(@Nullable String after, int limit) {
    return run(() -> MessageTable.pending(database, after, limit));
  }

  @Override
  public UnreadPart unread(WaId chat, MessagePosition after, int limit) {
    return run(() -> MessageTable.unread(database, chat, after, limit, MOST_LOOKED_AT));
  }

  @Override
  public Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before) {
    return run(() -> MessageTable.newest(database, chat, direction, after, before));
  }

  @Override
  public Optional<ChatSummary> summary(WaId chat) {
    return database.cache().summary(chat, () -> run(() -> ChatTable.find(database, chat)));
  }

  @Override
  public void save(ChatSummary summary) {
    execute(() -> ChatTable.save(database, summary));
    database.cache().put(summary);
  }

  @Override
  public List<WaId> snoozedUntil(Instant now, int limit) {
    return run(() -> ChatTable.snoozedUntil(database, now, limit));
  }

  @Override
  public List<WaId> labelled(String label, int limit) {
    return run(() -> ChatTable.labelled(database, label, limit));
  }

  @Override
  public Optional<SharedRecord> shared(SharedRecord.Kind kind, String id) {
    return run(() -> SharedTable.find(database, kind, id));
  }

  @Override
  public List<SharedRecord> shared(SharedRecord.Kind kind) {
    return run(() -> SharedTable.all(database, kind));
  }

  @Override
  public void save(SharedRecord what) {
    execute(() -> SharedTable.save(database, what));
  }

  @Override
  public void remove(SharedRecord.Kind kind, String id) {
    execute(() -> SharedTable.remove(database, kind, id));
  }

  @Override
  public Optional<Note> note(String id) {
    return run(() -> NoteTable.find(database, id));
  }

  @Override
  public List<Note> notes(WaId chat, int limit) {
    return run(() -> NoteTable.of(database, chat, limit));
  }

  @Override
  public void save(Note note) {
    execute(() -> NoteTable.save(database, note));
  }

  @Override
  public void removeNote(String id) {
    execute(() -> NoteTable.remove(database, id));
  }

  @Override
  public void keep(StatusReport report, Instant receivedAt) {
    execute(() -> EarlyStatusTable.keep(database, report, receivedAt));
  }

  @Override
  public boolean isAwaited(List<MessageId> names) {
    String sql =
        """
        SELECT EXISTS (SELECT 1 FROM early_statuses WHERE message_id IN (?1, ?2))
          OR EXISTS (SELECT 1 FROM amendments WHERE target IN (?1, ?2))
        """;
    return run(() -> {
      PreparedStatement query = database.prepare(sql);
      for (int i = 0; i < names.size(); i += 2) {
        query.setString(1, names.get(i).value());
        query.setString(2, names.get(Math.min(i + 1, names.size() - 1)).value());
        if (Row.all(query.executeQuery(), rows -> rows.getBoolean(1)).getFirst()) {
          return true;
        }
      }
      return false;
    });
  }

  @Override
  public List<StatusReport> reportsFor(MessageId message) {
    return run(() -> EarlyStatusTable.about(database, message));
  }

  @Override
  public void forgetReportsFor(MessageId message) {
    execute(() -> EarlyStatusTable.forget(database, message));
  }

  @Override
  public boolean forgetReportsBefore(Instant moment, int limit) {
    return run(() -> EarlyStatusTable.forgetBefore(database, moment, limit));
  }

  @Override
  public boolean keep(Amendment amendment) {
    return run(() -> AmendmentTable.keep(database, amendment));
  }

  @Override
  public Optional<Amendment> amendment(MessageId event) {
    return run(() -> AmendmentTable.find(database, event));
  }

  @Override
  public Optional<Amendment> latestLike(Amendment amendment) {
    return run(() -> AmendmentTable.latestLike(database, amendment));
  }

  @Override
  public void forgetEarlier(Amendment latest) {
    execute(() -> AmendmentTable.forgetEarlier(database, latest, REMEMBERED, MOST_LOOKED_AT));
  }

  @Override
  public List<Amendment> amendmentsOf(MessageId message, int limit) {
    return run(() -> AmendmentTable.about(database, message, limit));
  }

  @Override
  public Optional<Contact> contact(WaId waId) {
    return database.cache().contact(waId, () -> run(() -> ContactTable.find(database, waId)));
  }

  @Override
  public void save(Contact contact) {
    Optional<Contact> old = database.cache().contact(contact.waId());
    if (old.filter(it -> isOnlySeenAgain(it, contact)).isPresent()) {
      execute(() -> ContactTable.saveSeen(database, contact));
    } else {
      execute(() -> ContactTable.save(database, contact));
    }
    database.cache().put(contact);
  }

  private static boolean isOnlySeenAgain(Contact old, Contact contact) {
    return old.online() == contact.online()
        && old.name().equals(contact.name())
        && Objects.equals(old.phone(), contact.phone())
        && Objects.equals(old.avatar(), contact.avatar());
  }

  @Override
  public SilentPart onlineButUnseenSince(Instant moment, @Nullable WaId after, int limit) {
    return run(
        () -> ContactTable.onlineButUnseenSince(database, moment, after, limit, MOST_LOOKED_AT));
  }

  @Override
  public Optional<WaId> addressOf(WaId userId) {
    return database
        .cache()
        .address(userId, () -> run(() -> IdentityTable.addressOf(database, userId)));
  }

  @Override
  public List<Alias> aliasesOf(WaId address) {
    return run(() -> IdentityTable.aliasesOf(database, address));
  }

  @Override
  public void save(Alias alias) {
    execute(() -> IdentityTable.save(database, alias));
    database.cache().putAddress(alias.id(), alias.address());
  }

  @Override
  public void redirect(WaId from, WaId to) {
    execute(() -> {
      IdentityTable.redirect(database, from, to);
      AmendmentTable.redirect(database, from, to);
    });
    database.cache().clear();
  }

  @Override
  public void move(Message before, Message after) {
    database.cache().forget(before);
    execute(() -> MessageTable.move(database, after));
  }

  @Override
  public void forget(WaId address) {
    execute(() -> {
      delete("DELETE FROM chats WHERE wa_id = ?", address.value());
      delete("DELETE FROM contacts WHERE wa_id = ?", address.value());
    });
    database.cache().clear();
  }

  @Override
  public void keep(Unprocessed unprocessed, Instant now) {
    execute(() -> UnprocessedTable.keep(database, unprocessed, now));
  }

  @Override
  public Optional<KeptUnprocessed> unprocessed(long number) {
    return run(() -> UnprocessedTable.find(database, number));
  }

  @Override
  public boolean add(KeptUnprocessed entry) {
    return run(() -> UnprocessedTable.add(database, entry));
  }

  @Override
  public OptionalLong forgetUnprocessed(long number) {
    return run(() -> UnprocessedTable.forget(database, number));
  }

  @Override
  public Optional<AgentDay> counted(AgentDay.Key key) {
    return run(() -> StatisticsTable.find(database, key));
  }

  @Override
  public void save(AgentDay day) {
    execute(() -> StatisticsTable.save(database, day));
  }

  @Override
  public List<Message> oldest(WaId chat, @Nullable Instant before, int limit) {
    return run(() -> MessageTable.oldest(database, chat, before, limit));
  }

  @Override
  public Optional<Message> newest(WaId chat) {
    return run(() -> MessageTable.newest(database, chat));
  }

  @Override
  public void erase(Message message, List<MessageId> names) {
    database.cache().forget(message);
    execute(() -> {
      for (MessageId name : names) {
        delete("DELETE FROM early_statuses WHERE message_id = ?", name.value());
        delete("DELETE FROM amendments WHERE target = ?", name.value());
      }
      MessageTable.erase(database, message.id());
    });
  }

  @Override
  public boolean shows(String file) {
    return run(() -> MessageTable.shows(database, file));
  }

  @Override
  public void eraseChat(WaId chat) {
    execute(() -> {
      for (String table : List.of("chats", "notes", "amendments")) {
        delete("DELETE FROM " + table + " WHERE wa_id = ?", chat.value());
      }
    });
    database.cache().clear();
  }

  @Override
  public void erasePerson(WaId address) {
    execute(() -> {
      delete("DELETE FROM contacts WHERE wa_id = ?", address.value());
      delete("DELETE FROM identities WHERE address = ?1 OR user_id = ?1", address.value());
      // Amendments that wait for a message do not belong to a chat yet. `A` is the character after
      // `@`: the range has the customer's addresses with the other numbers of the business.
      delete(
          """
          DELETE FROM amendments
            WHERE wa_id = ?1 OR (wa_id > ?1 || '@' AND wa_id < ?1 || 'A')
          """,
          address.value());
    });
    database.cache().clear();
  }

  @Override
  public void rewriteChanges(long last, String changes) {
    execute(() -> ChangeLogRows.rewrite(database, last, changes));
  }

  private void delete(String sql, String key) throws SQLException {
    PreparedStatement delete = database.prepare(sql);
    delete.setString(1, key);
    delete.executeUpdate();
  }

  interface Work<T> {
    T run() throws SQLException;
  }

  interface Action {
    void run() throws SQLException;
  }

  static void execute(Action action) {
    boolean _ =
        run(() -> {
          action.run();
          return true;
        });
  }

  /// Passes an exception of SQLite through code that does not depend on SQL.
  static <T> T run(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new Failed(e);
    }
  }
}
