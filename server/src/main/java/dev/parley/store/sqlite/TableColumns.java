package dev.parley.store.sqlite;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The columns of a table in the order in which they are selected and inserted. Each is a constant
/// of an enum: `WA_ID` is the column `wa_id`. Its parameter in an SQL statement has its number:
/// `?3` for the third column. Immutable.
///
/// @param <C> the constants
final class TableColumns<C extends Enum<C>> {
  private final List<String> names;

  private TableColumns(List<String> names) {
    this.names = names;
  }

  /// The columns of `type`, in its order.
  static <C extends Enum<C>> TableColumns<C> of(Class<C> type) {
    return new TableColumns<>(Stream.of(type.getEnumConstants()).map(TableColumns::name).toList());
  }

  private static String name(Enum<?> column) {
    return column.name().toLowerCase(Locale.ROOT);
  }

  /// The number of columns.
  int size() {
    return names.size();
  }

  /// `id, wa_id, seq`.
  String names() {
    return String.join(", ", names);
  }

  /// `m.id, m.wa_id, m.seq` for the table alias `m`.
  String namesOf(String alias) {
    return names.stream().map(name -> alias + "." + name).collect(Collectors.joining(", "));
  }

  /// `?1, ?2, ?3`: a parameter for each column.
  String parameters() {
    return IntStream.rangeClosed(1, names.size())
        .mapToObj(number -> "?" + number)
        .collect(Collectors.joining(", "));
  }

  /// `seq = ?3, status = ?7` for some of them.
  String assignments(Set<C> columns) {
    return columns.stream()
        .map(column -> name(column) + " = " + parameter(column))
        .collect(Collectors.joining(", "));
  }

  /// `seq = excluded.seq, status = excluded.status`, for an insert that replaces an older row.
  String replacements(Set<C> columns) {
    return columns.stream()
        .map(column -> name(column) + " = excluded." + name(column))
        .collect(Collectors.joining(", "));
  }

  /// `?3` for the third.
  String parameter(C column) {
    return "?" + number(column);
  }

  /// The number of a column, starting at 1.
  @SuppressWarnings("EnumOrdinal") // never stored: statements are created at each start
  static int number(Enum<?> column) {
    return column.ordinal() + 1;
  }
}
