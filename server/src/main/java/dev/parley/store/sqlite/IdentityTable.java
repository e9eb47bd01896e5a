package dev.parley.store.sqlite;

import dev.parley.chat.WaId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/// The table `identities`: the address of the chat of a person with a user id.
final class IdentityTable {
  private IdentityTable() {}

  static Optional<WaId> addressOf(Database database, WaId userId) throws SQLException {
    return database.first(
        "SELECT address FROM identities WHERE user_id = ?",
        userId.value(),
        rows -> new WaId(rows.getString(1)));
  }

  static void saveAddress(Database database, WaId userId, WaId address) throws SQLException {
    PreparedStatement learn =
        database.prepare(
            "INSERT INTO identities (user_id, address) VALUES (?, ?)"
                + " ON CONFLICT DO UPDATE SET address = excluded.address");
    learn.setString(1, userId.value());
    learn.setString(2, address.value());
    learn.executeUpdate();
  }
}
