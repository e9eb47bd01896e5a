package dev.parley.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Prints the results of Parley's stores side by side.
final class StoresTable {
  static final String MONGO_JAVA_SERVER = "mongo-java-server";

  private final PrintStream out;
  private final List<Results.RequestResults> works;
  private final List<String> stores;

  StoresTable(PrintStream out, List<Results.RequestResults> works) {
    this.out = out;
    this.works = works;
    this.stores =
        works.stream()
            .map(Results.RequestResults::store)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
  }

  /// Prints nothing if there is only one store.
  void print() {
    if (stores.size() < 2) {
      return;
    }
    out.printf("%nThe same on each store: answers a second, p99, alone, cpu as above.%n%n");
    StringBuilder head = new StringBuilder("%-9s %9s".formatted("work", "history"));
    for (String store : stores) {
      head.append(" | %-36s".formatted(store));
    }
    out.println(head);
    for (Results.RequestResults row : works) {
      if (stores.getFirst().equals(row.store()) && inAll(row)) {
        StringBuilder line = new StringBuilder("%-9s %9d".formatted(row.work(), row.history()));
        for (String store : stores) {
          line.append(" | ").append(cells(same(row, store)));
        }
        out.println(line);
      }
    }
    if (stores.contains(MONGO_JAVA_SERVER)) {
      out.print(
          """

          mongo-java-server is not MongoDB: it keeps everything in memory, does one command at a
          time, and answers most questions by reading whole collections. Only the server's cpu says
          something about Parley.
          """);
    }
  }

  private boolean inAll(Results.RequestResults row) {
    return stores.stream().allMatch(store -> same(row, store) != null);
  }

  private Results.@Nullable RequestResults same(Results.RequestResults row, String store) {
    for (Results.RequestResults other : works) {
      if (store.equals(other.store())
          && other.work().equals(row.work())
          && other.history() == row.history()) {
        return other;
      }
    }
    return null;
  }

  private static String cells(Results.@Nullable RequestResults row) {
    return row == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%,9.0f/s %8.2f %8.2f %,7.0f",
            row.perSecond(),
            row.together().p99(),
            row.alone().p50(),
            row.serverCpuMicros());
  }
}
