package dev.parley.store.sqlite;

import dev.parley.chat.Alias;
import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `identities`: the address of the chat of a person with a user id.
final class IdentityTable {
  /// The beginning of a query for complete rows.
  static final String SELECT = "SELECT user_id, address, at FROM identities";

  private IdentityTable() {}

  static Alias read(ResultSet rows) throws SQLException {
    return new Alias(
        new WaId(rows.getString(1)),
        new WaId(rows.getString(2)),
        Instant.ofEpochMilli(rows.getLong(3)));
  }

  static Optional<WaId> addressOf(Database database, WaId userId) throws SQLException {
    return database.first(
        "SELECT address FROM identities WHERE user_id = ?",
        userId.value(),
        rows -> new WaId(rows.getString(1)));
  }

  static void save(Database database, Alias alias) throws SQLException {
    PreparedStatement learn =
        database.prepare(
            "INSERT INTO identities (user_id, address, at) VALUES (?, ?, ?)"
                + " ON CONFLICT DO UPDATE SET address = excluded.address, at = excluded.at");
    learn.setString(1, alias.id().value());
    learn.setString(2, alias.address().value());
    Columns.set(learn, 3, alias.at());
    learn.executeUpdate();
  }

  /// The numbers and user ids that lead to an address.
  static List<Alias> aliasesOf(Database database, WaId address) throws SQLException {
    return database.all(SELECT + " WHERE address = ?", address.value(), IdentityTable::read);
  }

  /// Makes every number and user id that leads to `from` lead to `to`.
  static void redirect(Database database, WaId from, WaId to) throws SQLException {
    PreparedStatement redirect =
        database.prepare("UPDATE identities SET address = ? WHERE address = ?");
    redirect.setString(1, to.value());
    redirect.setString(2, from.value());
    redirect.executeUpdate();
  }
}
