package dev.parley.store.sqlite;

import dev.parley.chat.AgentDay;
import dev.parley.chat.Durations;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// The table `statistics`: the statistics of a team.
final class StatisticsTable {
  enum Column {
    DAY,
    AGENT,
    NAME,
    MESSAGES_IN,
    MESSAGES_OUT,
    RESPONSES,
    RESOLUTIONS
  }

  private static final TableColumns<Column> COLUMNS = TableColumns.of(Column.class);

  /// The beginning of a query for complete rows.
  static final String SELECT = "SELECT " + COLUMNS.names() + " FROM statistics";

  private static final String SAVE =
      "INSERT INTO statistics (%s) VALUES (%s) ON CONFLICT DO UPDATE SET %s"
          .formatted(
              COLUMNS.names(),
              COLUMNS.parameters(),
              COLUMNS.replacements(EnumSet.complementOf(EnumSet.of(Column.DAY, Column.AGENT))));

  private StatisticsTable() {}

  /// The statistics in the current row of a [#SELECT].
  static AgentDay read(ResultSet rows) throws SQLException {
    Row<Column> row = new Row<>(rows, 0);
    String agent = row.text(Column.AGENT);
    return new AgentDay(
        LocalDate.parse(row.text(Column.DAY)),
        agent.isEmpty() ? null : agent,
        row.textOrNull(Column.NAME),
        row.number(Column.MESSAGES_IN),
        row.number(Column.MESSAGES_OUT),
        Durations.parse(row.text(Column.RESPONSES)),
        Durations.parse(row.text(Column.RESOLUTIONS)));
  }

  static Optional<AgentDay> find(Database database, AgentDay.Key key) throws SQLException {
    PreparedStatement query = database.prepare(SELECT + " WHERE day = ? AND agent = ?");
    query.setString(1, key.day().toString());
    query.setString(2, key.agent());
    return Row.all(query.executeQuery(), StatisticsTable::read).stream().findFirst();
  }

  static List<AgentDay> between(Database database, LocalDate from, LocalDate to)
      throws SQLException {
    PreparedStatement query =
        database.prepare(SELECT + " WHERE day >= ? AND day <= ? ORDER BY day, agent");
    query.setString(1, from.toString());
    query.setString(2, to.toString());
    return Row.all(query.executeQuery(), StatisticsTable::read);
  }

  static void save(Database database, AgentDay day) throws SQLException {
    Parameters<Column> row = new Parameters<>(database.prepare(SAVE));
    row.set(Column.DAY, day.day().toString());
    row.set(Column.AGENT, day.key().agent());
    row.set(Column.NAME, day.name());
    row.set(Column.MESSAGES_IN, day.in());
    row.set(Column.MESSAGES_OUT, day.out());
    row.set(Column.RESPONSES, day.responses().toString());
    row.set(Column.RESOLUTIONS, day.resolutions().toString());
    row.update();
  }
}
