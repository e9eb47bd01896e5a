package dev.parley.store.sqlite;

import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.ChatLedger.SilentPart;
import dev.parley.chat.Contact;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `contacts`.
final class ContactTable {
  enum Column {
    WA_ID,
    NAME,
    PHONE,
    AVATAR,
    LAST_SEEN,
    ONLINE,
    CREATED_AT,
    UPDATED_AT,
    REV
  }

  static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  /// The beginning of a query for complete contacts.
  static final String SELECT = "SELECT " + COLUMNS.names() + " FROM contacts";

  private static final String SAVE =
      "INSERT INTO contacts (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(
                  EnumSet.of(
                      Column.NAME,
                      Column.PHONE,
                      Column.AVATAR,
                      Column.LAST_SEEN,
                      Column.ONLINE,
                      Column.UPDATED_AT,
                      Column.REV)));

  private static final String SAVE_SEEN =
      "UPDATE contacts SET "
          + COLUMNS.assignments(EnumSet.of(Column.LAST_SEEN, Column.UPDATED_AT, Column.REV))
          + " WHERE wa_id = "
          + COLUMNS.parameter(Column.WA_ID);

  private ContactTable() {}

  /// The contact in the current row of a [#SELECT].
  static Contact read(ResultSet rows) throws SQLException {
    return read(rows, 0);
  }

  /// @param offset the number of selected columns before these
  static Contact read(ResultSet rows, int offset) throws SQLException {
    Row<Column> row = new Row<>(rows, offset);
    return new Contact(
        new WaId(row.text(Column.WA_ID)),
        row.text(Column.NAME),
        row.textOrNull(Column.PHONE),
        row.textOrNull(Column.AVATAR),
        row.instant(Column.LAST_SEEN),
        row.flag(Column.ONLINE),
        row.instant(Column.CREATED_AT),
        row.instant(Column.UPDATED_AT),
        row.number(Column.REV));
  }

  static Optional<Contact> find(Database database, WaId waId) throws SQLException {
    return database.first(SELECT + " WHERE wa_id = ?", waId.value(), ContactTable::read);
  }

  static void save(Database database, Contact contact) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.WA_ID, contact.waId().value());
    row.set(Column.NAME, contact.name());
    row.set(Column.PHONE, contact.phone());
    row.set(Column.AVATAR, contact.avatar());
    row.set(Column.LAST_SEEN, contact.lastSeen());
    row.set(Column.ONLINE, contact.online());
    row.set(Column.CREATED_AT, contact.createdAt());
    row.set(Column.UPDATED_AT, contact.updatedAt());
    row.set(Column.REV, contact.rev());
    row.update();
  }

  /// Saves when a contact was last seen, without changing the index of online contacts.
  static void saveSeen(Database database, Contact contact) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE_SEEN));
    row.set(Column.WA_ID, contact.waId().value());
    row.set(Column.LAST_SEEN, contact.lastSeen());
    row.set(Column.UPDATED_AT, contact.updatedAt());
    row.set(Column.REV, contact.rev());
    row.update();
  }

  /// The contacts that are online and were last seen before a time, in the order of their
  /// addresses.
  ///
  /// @param lookAt the maximum number of rows to read
  static SilentPart onlineButUnseenSince(
      Database database, Instant moment, @Nullable WaId after, int limit, int lookAt)
      throws SQLException {
    PreparedStatement query =
        database.prepare(SELECT + " WHERE online = 1 AND wa_id > ? ORDER BY wa_id LIMIT ?");
    query.setString(1, after == null ? "" : after.value());
    query.setInt(2, lookAt);
    List<Contact> silent = new ArrayList<>();
    int looked = 0;
    WaId rest = null;
    try (ResultSet rows = query.executeQuery()) {
      while (rest == null && rows.next()) {
        looked++;
        Contact contact = read(rows);
        if (contact.lastSeen().isBefore(moment)) {
          silent.add(contact);
        }
        if (silent.size() == limit || looked == lookAt) {
          rest = contact.waId();
        }
      }
    }
    return new SilentPart(silent, rest);
  }

  /// A page of contacts, the most recently seen first.
  static List<Contact> page(Database database, @Nullable Position after, int limit)
      throws SQLException {
    PreparedStatement query =
        database.prepare(
            SELECT
                + " WHERE (last_seen, wa_id) < (?, ?)"
                + " ORDER BY last_seen DESC, wa_id DESC LIMIT ?");
    Columns.setPosition(query, after);
    query.setInt(3, limit);
    return Row.all(query.executeQuery(), ContactTable::read);
  }
}
