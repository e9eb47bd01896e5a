package dev.parley.store.sqlite;

import static dev.parley.store.sqlite.Columns.word;

import dev.parley.chat.Amendment;
import dev.parley.chat.Body;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatLedger;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.MessageId;
import dev.parley.chat.StatusReport;
import dev.parley.chat.Unprocessed;
import dev.parley.chat.WaId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The rows of one step, on the writing connection and within its transaction.
final class SqliteLedger implements ChatLedger {
  /// How many rows are looked at in search of those that matter: some milliseconds' worth.
  private static final int MOST_LOOKED_AT = 2_000;

  private final Database database;
  private final long lastChange;

  /// @param lastChange the number of the last change before the step
  SqliteLedger(Database database, long lastChange) {
    this.database = database;
    this.lastChange = lastChange;
  }

  /// SQLite's exception on its way through code that knows no SQL; [GroupCommit] unwraps it.
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
    return run(() -> Log.forget(database, before, kept, limit));
  }

  @Override
  public Optional<Message> message(MessageId id) {
    return one("SELECT " + Rows.MESSAGE + " FROM messages WHERE id = ?", id.value(), Rows::message)
        .or(() ->
            one(
                "SELECT " + Rows.MESSAGE + " FROM messages WHERE meta_id = ?",
                id.value(),
                Rows::message));
  }

  @Override
  public boolean add(Message message, @Nullable String webhookData) {
    // ids and WhatsApp's ids are one set of names: each has a unique index, the NOT EXISTS looks
    // across
    String sql =
        """
        INSERT INTO messages (id, meta_id, wa_id, seq, direction, timestamp, status, type, name, phone,
          sender, recipient, text, content, reply_to, edited_at, pending_at, sent_at, delivered_at,
          read_at, played_at, failed_at, failure, reactions, created_at, updated_at, rev, sent_by)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
          ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28
        WHERE NOT EXISTS (SELECT 1 FROM messages WHERE meta_id = ?1)
          AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM messages WHERE id = ?2))
        ON CONFLICT (id) DO NOTHING
        ON CONFLICT (meta_id) WHERE meta_id IS NOT NULL DO NOTHING
        """;
    return run(() -> {
      PreparedStatement insert = database.prepare(sql);
      Body body = message.body();
      insert.setString(1, message.id().value());
      insert.setString(2, message.metaId().equals(message.id()) ? null : message.metaId().value());
      insert.setString(3, message.chat().value());
      insert.setLong(4, message.seq());
      insert.setString(5, word(message.direction()));
      Columns.set(insert, 6, message.timestamp());
      insert.setString(7, word(message.delivery().status()));
      insert.setString(8, body.type());
      insert.setString(9, message.party().name());
      insert.setString(10, message.party().phone());
      insert.setString(11, message.party().from());
      insert.setString(12, message.party().to());
      insert.setString(13, body.text());
      insert.setString(14, Columns.content(body.content()));
      insert.setString(15, body.replyTo() == null ? null : body.replyTo().value());
      Columns.set(insert, 16, body.editedAt());
      setTimes(insert, 17, message);
      insert.setString(23, Columns.failure(message.delivery().failure()));
      insert.setString(24, Columns.reactions(message.reactions()));
      Columns.set(insert, 25, message.createdAt());
      Columns.set(insert, 26, message.updatedAt());
      insert.setLong(27, message.rev());
      insert.setString(28, Columns.sender(message.party().sentBy()));
      if (insert.executeUpdate() == 0) {
        return false;
      }
      if (webhookData != null) {
        PreparedStatement data =
            database.prepare("INSERT INTO webhook_data (n, json) VALUES (last_insert_rowid(), ?)");
        data.setString(1, webhookData);
        data.executeUpdate();
      }
      return true;
    });
  }

  @Override
  public Optional<String> webhookData(Message message) {
    return one(
        "SELECT d.json FROM messages m JOIN webhook_data d ON d.n = m.n WHERE m.id = ?",
        message.id().value(),
        row -> row.getString(1));
  }

  @Override
  public void update(Message message) {
    String sql =
        """
        UPDATE messages SET status = ?, pending_at = ?, sent_at = ?, delivered_at = ?, read_at = ?,
          played_at = ?, failed_at = ?, failure = ?, type = ?, text = ?, content = ?, edited_at = ?,
          reactions = ?, updated_at = ?, rev = ?
        WHERE id = ?
        """;
    run(() -> {
      PreparedStatement update = database.prepare(sql);
      Body body = message.body();
      update.setString(1, word(message.delivery().status()));
      setTimes(update, 2, message);
      update.setString(8, Columns.failure(message.delivery().failure()));
      update.setString(9, body.type());
      update.setString(10, body.text());
      update.setString(11, Columns.content(body.content()));
      Columns.set(update, 12, body.editedAt());
      update.setString(13, Columns.reactions(message.reactions()));
      Columns.set(update, 14, message.updatedAt());
      update.setLong(15, message.rev());
      update.setString(16, message.id().value());
      return update.executeUpdate();
    });
  }

  private static void setTimes(PreparedStatement statement, int first, Message message)
      throws SQLException {
    for (int i = 0; i < Rows.STATUSES.length; i++) {
      Columns.set(
          statement, first + i, message.delivery().times().reported().get(Rows.STATUSES[i]));
    }
  }

  @Override
  public UnreadPart unread(WaId chat, MessagePosition after, int limit) {
    String sql =
        "SELECT "
            + Rows.MESSAGE
            + ", direction = 'incoming' AND status NOT IN ('read', 'played') FROM messages"
            + " WHERE wa_id = ? AND (timestamp, seq) > (?, ?) ORDER BY timestamp, seq LIMIT ?";
    return run(() -> {
      PreparedStatement query = database.prepare(sql);
      query.setString(1, chat.value());
      Columns.set(query, 2, after.timestamp());
      query.setLong(3, after.seq());
      query.setInt(4, MOST_LOOKED_AT);
      List<Message> unread = new ArrayList<>();
      int looked = 0;
      MessagePosition rest = null;
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          looked++;
          if (rows.getBoolean(Rows.AFTER_MESSAGE)) {
            unread.add(Rows.message(rows));
          }
          if (unread.size() == limit || looked == MOST_LOOKED_AT) {
            rest = Rows.position(rows);
            break;
          }
        }
      }
      return new UnreadPart(unread, rest);
    });
  }

  @Override
  public Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before) {
    return run(() -> {
      PreparedStatement query =
          database.prepare(
              "SELECT timestamp FROM messages WHERE wa_id = ? AND timestamp > ? AND timestamp < ?"
                  + " AND direction = ? ORDER BY timestamp DESC LIMIT 1");
      query.setString(1, chat.value());
      Columns.set(query, 2, after);
      Columns.set(query, 3, before);
      query.setString(4, word(direction));
      return Rows.all(query.executeQuery(), row -> Instant.ofEpochMilli(row.getLong(1))).stream()
          .findFirst();
    });
  }

  @Override
  public Optional<ChatSummary> summary(WaId chat) {
    return database
        .cache()
        .summary(
            chat,
            () ->
                one(
                    "SELECT " + Rows.SUMMARY + " FROM chats WHERE wa_id = ?",
                    chat.value(),
                    row -> Rows.summary(row, 1)));
  }

  @Override
  public void save(ChatSummary summary) {
    String sql =
        """
        INSERT INTO chats
          (wa_id, last_seq, newest_seq, newest_timestamp, unread, unread_since, version)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET last_seq = excluded.last_seq, newest_seq = excluded.newest_seq,
          newest_timestamp = excluded.newest_timestamp, unread = excluded.unread,
          unread_since = excluded.unread_since, version = excluded.version
        """;
    run(() -> {
      PreparedStatement save = database.prepare(sql);
      save.setString(1, summary.waId().value());
      save.setLong(2, summary.lastSeq());
      save.setLong(3, summary.newestSeq());
      Columns.set(save, 4, summary.newestTimestamp());
      save.setLong(5, summary.unread());
      Columns.set(save, 6, summary.unreadSince());
      save.setLong(7, summary.version());
      return save.executeUpdate();
    });
    database.cache().put(summary);
  }

  @Override
  public void keep(StatusReport report, Instant receivedAt) {
    String sql =
        """
        INSERT INTO early_statuses (message_id, status, at, failure, received_at)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET at = excluded.at, failure = excluded.failure
        """;
    run(() -> {
      PreparedStatement keep = database.prepare(sql);
      keep.setString(1, report.message().value());
      keep.setString(2, word(report.status()));
      Columns.set(keep, 3, report.at());
      keep.setString(4, Columns.failure(report.failure()));
      Columns.set(keep, 5, receivedAt);
      return keep.executeUpdate();
    });
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
        if (Rows.all(query.executeQuery(), row -> row.getBoolean(1)).getFirst()) {
          return true;
        }
      }
      return false;
    });
  }

  @Override
  public List<StatusReport> reportsFor(MessageId message) {
    return all(
        "SELECT " + Rows.REPORT + " FROM early_statuses WHERE message_id = ?",
        message.value(),
        Rows::report);
  }

  @Override
  public void forgetReportsFor(MessageId message) {
    run(() -> {
      PreparedStatement forget =
          database.prepare("DELETE FROM early_statuses WHERE message_id = ?");
      forget.setString(1, message.value());
      return forget.executeUpdate();
    });
  }

  @Override
  public boolean forgetReportsBefore(Instant moment, int limit) {
    String sql =
        """
        DELETE FROM early_statuses WHERE (message_id, status) IN
          (SELECT message_id, status FROM early_statuses WHERE received_at < ? LIMIT ?)
        """;
    return run(() -> {
      PreparedStatement forget = database.prepare(sql);
      Columns.set(forget, 1, moment);
      forget.setInt(2, limit);
      return forget.executeUpdate() == limit;
    });
  }

  @Override
  public boolean keep(Amendment amendment) {
    String sql =
        """
        INSERT INTO amendments (event, target, wa_id, by_whom, direction, at, kind, emoji, text, type, content)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;
    return run(() -> {
      PreparedStatement keep = database.prepare(sql);
      keep.setString(1, amendment.event().value());
      keep.setString(2, amendment.target().value());
      keep.setString(3, amendment.chat().value());
      keep.setString(4, amendment.by());
      keep.setString(5, word(amendment.direction()));
      Columns.set(keep, 6, amendment.at());
      String emoji =
          amendment.what() instanceof Amendment.What.React(var reaction) ? reaction : null;
      Body body = amendment.what() instanceof Amendment.What.Edit(var edited) ? edited : null;
      keep.setString(7, Columns.kind(amendment.what()));
      keep.setString(8, emoji);
      keep.setString(9, body == null ? null : body.text());
      keep.setString(10, body == null ? null : body.type());
      keep.setString(11, body == null ? null : Columns.content(body.content()));
      return keep.executeUpdate() == 1;
    });
  }

  @Override
  public Optional<Amendment> amendment(MessageId event) {
    return one(
        "SELECT " + Rows.AMENDMENT + " FROM amendments WHERE event = ?",
        event.value(),
        Rows::amendment);
  }

  @Override
  public Optional<Amendment> latestLike(Amendment amendment) {
    return run(() -> {
      PreparedStatement query =
          database.prepare(
              "SELECT "
                  + Rows.AMENDMENT
                  + " FROM amendments WHERE "
                  + LIKE
                  + " ORDER BY at DESC, n DESC LIMIT 1");
      setLike(query, amendment);
      return Rows.all(query.executeQuery(), Rows::amendment).stream().findFirst();
    });
  }

  @Override
  public void forgetEarlier(Amendment latest) {
    String some = "DELETE FROM amendments WHERE n IN (SELECT n FROM amendments WHERE " + LIKE;
    String earlier = some + " AND at < ? LIMIT ?)";
    String sameTime = some + " AND at = ? ORDER BY n DESC LIMIT ? OFFSET ?)";
    run(() -> {
      PreparedStatement forget = database.prepare(earlier);
      setLike(forget, latest);
      Columns.set(forget, 5, latest.at());
      forget.setInt(6, MOST_LOOKED_AT);
      int forgotten = forget.executeUpdate();
      PreparedStatement thin = database.prepare(sameTime);
      setLike(thin, latest);
      Columns.set(thin, 5, latest.at());
      thin.setInt(6, MOST_LOOKED_AT);
      thin.setInt(7, REMEMBERED);
      return forgotten + thin.executeUpdate();
    });
  }

  /// Four parameters: see [#setLike].
  private static final String LIKE = "target = ? AND wa_id = ? AND by_whom = ? AND kind = ?";

  private static void setLike(PreparedStatement statement, Amendment amendment)
      throws SQLException {
    statement.setString(1, amendment.target().value());
    statement.setString(2, amendment.chat().value());
    statement.setString(3, amendment.by());
    statement.setString(4, Columns.kind(amendment.what()));
  }

  @Override
  public List<Amendment> amendmentsOf(MessageId message, int limit) {
    return run(() -> {
      PreparedStatement query =
          database.prepare(
              "SELECT "
                  + Rows.AMENDMENT
                  + " FROM amendments WHERE target = ? ORDER BY kind = 'react', n LIMIT ?");
      query.setString(1, message.value());
      query.setInt(2, limit);
      return Rows.all(query.executeQuery(), Rows::amendment);
    });
  }

  @Override
  public Optional<Contact> contact(WaId waId) {
    return database
        .cache()
        .contact(
            waId,
            () ->
                one(
                    "SELECT " + Rows.CONTACT + " FROM contacts WHERE wa_id = ?",
                    waId.value(),
                    row -> Rows.contact(row, 1)));
  }

  @Override
  public void save(Contact contact) {
    Optional<Contact> old = database.cache().contact(contact.waId());
    if (old.filter(it -> isOnlySeenAgain(it, contact)).isPresent()) {
      saveSeen(contact);
    } else {
      saveWhole(contact);
    }
    database.cache().put(contact);
  }

  private static boolean isOnlySeenAgain(Contact old, Contact contact) {
    return old.online() == contact.online()
        && old.name().equals(contact.name())
        && Objects.equals(old.phone(), contact.phone())
        && Objects.equals(old.avatar(), contact.avatar());
  }

  /// For whoever writes again: the index of those who are online stays as it is.
  private void saveSeen(Contact contact) {
    run(() -> {
      PreparedStatement save =
          database.prepare(
              "UPDATE contacts SET last_seen = ?, updated_at = ?, rev = ? WHERE wa_id = ?");
      Columns.set(save, 1, contact.lastSeen());
      Columns.set(save, 2, contact.updatedAt());
      save.setLong(3, contact.rev());
      save.setString(4, contact.waId().value());
      return save.executeUpdate();
    });
  }

  private void saveWhole(Contact contact) {
    String sql =
        """
        INSERT INTO contacts (wa_id, name, phone, avatar, last_seen, online, created_at, updated_at,
          rev)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET name = excluded.name, phone = excluded.phone, avatar = excluded.avatar,
          last_seen = excluded.last_seen, online = excluded.online, updated_at = excluded.updated_at,
          rev = excluded.rev
        """;
    run(() -> {
      PreparedStatement save = database.prepare(sql);
      save.setString(1, contact.waId().value());
      save.setString(2, contact.name());
      save.setString(3, contact.phone());
      save.setString(4, contact.avatar());
      Columns.set(save, 5, contact.lastSeen());
      save.setInt(6, contact.online() ? 1 : 0);
      Columns.set(save, 7, contact.createdAt());
      Columns.set(save, 8, contact.updatedAt());
      save.setLong(9, contact.rev());
      return save.executeUpdate();
    });
  }

  @Override
  public SilentPart onlineButUnseenSince(Instant moment, @Nullable WaId after, int limit) {
    String sql =
        "SELECT "
            + Rows.CONTACT
            + " FROM contacts WHERE online = 1 AND wa_id > ? ORDER BY wa_id LIMIT ?";
    return run(() -> {
      PreparedStatement query = database.prepare(sql);
      query.setString(1, after == null ? "" : after.value());
      query.setInt(2, MOST_LOOKED_AT);
      List<Contact> silent = new ArrayList<>();
      int looked = 0;
      WaId rest = null;
      try (ResultSet rows = query.executeQuery()) {
        while (rest == null && rows.next()) {
          looked++;
          Contact contact = Rows.contact(rows, 1);
          if (contact.lastSeen().isBefore(moment)) {
            silent.add(contact);
          }
          if (silent.size() == limit || looked == MOST_LOOKED_AT) {
            rest = contact.waId();
          }
        }
      }
      return new SilentPart(silent, rest);
    });
  }

  @Override
  public Optional<WaId> addressOf(WaId userId) {
    return database
        .cache()
        .address(
            userId,
            () ->
                one(
                    "SELECT address FROM identities WHERE user_id = ?",
                    userId.value(),
                    row -> new WaId(row.getString(1))));
  }

  @Override
  public void learn(WaId userId, WaId address) {
    run(() -> {
      PreparedStatement learn =
          database.prepare(
              "INSERT INTO identities (user_id, address) VALUES (?, ?)"
                  + " ON CONFLICT DO UPDATE SET address = excluded.address");
      learn.setString(1, userId.value());
      learn.setString(2, address.value());
      return learn.executeUpdate();
    });
    database.cache().putAddress(userId, address);
  }

  @Override
  public void keep(Unprocessed unprocessed, Instant now) {
    String sql =
        """
        INSERT INTO unprocessed (digest, body, elements, reasons, first_at, last_at, times)
        VALUES (?, ?, ?, ?, ?, ?, 1)
        ON CONFLICT DO UPDATE SET last_at = excluded.last_at, times = times + 1
        """;
    run(() -> {
      PreparedStatement keep = database.prepare(sql);
      keep.setBytes(1, sha256(unprocessed.body()));
      keep.setBytes(2, unprocessed.body());
      keep.setInt(3, unprocessed.elements());
      keep.setString(4, Columns.texts(unprocessed.reasons()));
      Columns.set(keep, 5, now);
      Columns.set(keep, 6, now);
      return keep.executeUpdate();
    });
  }

  @Override
  public Optional<KeptUnprocessed> unprocessed(long number) {
    return run(() -> Queries.unprocessed(database, number - 1, 1)).stream()
        .filter(entry -> entry.number() == number)
        .findFirst();
  }

  @Override
  public boolean add(KeptUnprocessed entry) {
    String sql =
        """
        INSERT INTO unprocessed (number, digest, body, elements, reasons, first_at, last_at, times)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;
    return run(() -> {
      PreparedStatement add = database.prepare(sql);
      add.setLong(1, entry.number());
      add.setBytes(2, sha256(entry.what().body()));
      add.setBytes(3, entry.what().body());
      add.setInt(4, entry.what().elements());
      add.setString(5, Columns.texts(entry.what().reasons()));
      Columns.set(add, 6, entry.firstAt());
      Columns.set(add, 7, entry.lastAt());
      add.setLong(8, entry.times());
      return add.executeUpdate() == 1;
    });
  }

  @Override
  public OptionalLong forgetUnprocessed(long number) {
    return run(() -> {
      PreparedStatement forget =
          database.prepare("DELETE FROM unprocessed WHERE number = ? RETURNING length(body)");
      forget.setLong(1, number);
      List<Long> bytes = Rows.all(forget.executeQuery(), row -> row.getLong(1));
      return bytes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(bytes.getFirst());
    });
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private <T> Optional<T> one(String sql, String key, Rows.Reader<T> reader) {
    return all(sql, key, reader).stream().findFirst();
  }

  private <T> List<T> all(String sql, String key, Rows.Reader<T> reader) {
    return run(() -> {
      PreparedStatement query = database.prepare(sql);
      query.setString(1, key);
      return Rows.all(query.executeQuery(), reader);
    });
  }

  interface Work<T> {
    T run() throws SQLException;
  }

  /// Lets an exception of SQLite pass through code that knows no SQL.
  static <T> T run(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new Failed(e);
    }
  }
}
