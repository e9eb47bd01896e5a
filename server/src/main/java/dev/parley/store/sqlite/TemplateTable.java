package dev.parley.store.sqlite;

import dev.parley.templates.KeptTemplates;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `templates`, the account's message templates, and `template_fetch`, with the account
/// and the time of the last fetch. Both are replaced together.
final class TemplateTable {
  private TemplateTable() {}

  static Optional<KeptTemplates> load(Database database) throws SQLException {
    List<String> templates =
        Row.all(
            database.prepare("SELECT json FROM templates ORDER BY place").executeQuery(),
            rows -> rows.getString(1));
    return Row.all(
            database.prepare("SELECT account, fetched_at FROM template_fetch").executeQuery(),
            rows ->
                new KeptTemplates(
                    rows.getString(1), Instant.ofEpochMilli(rows.getLong(2)), templates))
        .stream()
        .findFirst();
  }

  static Optional<Instant> fetchedAt(Database database, String account) throws SQLException {
    return database.first(
        "SELECT fetched_at FROM template_fetch WHERE account = ?",
        account,
        rows -> Instant.ofEpochMilli(rows.getLong(1)));
  }

  static void replace(Database database, KeptTemplates templates) throws SQLException {
    database.run("DELETE FROM templates");
    database.run("DELETE FROM template_fetch");
    PreparedStatement fetch =
        database.prepare("INSERT INTO template_fetch (account, fetched_at) VALUES (?, ?)");
    fetch.setString(1, templates.account());
    Columns.set(fetch, 2, templates.fetchedAt());
    fetch.executeUpdate();
    PreparedStatement add = database.prepare("INSERT INTO templates (place, json) VALUES (?, ?)");
    int place = 0;
    for (String json : templates.templates()) {
      add.setInt(1, place++);
      add.setString(2, json);
      add.executeUpdate();
    }
  }
}
