package dev.parley.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Prints [Results] for people.
final class Table {
  private final PrintStream out;

  Table(PrintStream out) {
    this.out = out;
  }

  void print(Results results) {
    Results.Circumstances at = results.circumstances();
    out.printf(
        Locale.ROOT,
        "%s, commit %s%s%n",
        at.time(),
        at.commit(),
        at.dirty() ? " with changes" : "");
    out.printf(
        Locale.ROOT,
        "%s, %d cores, %d MB, load %.1f%n",
        at.processor(),
        at.cores(),
        at.memoryMegabytes(),
        at.loadAverage());
    out.printf(
        Locale.ROOT, "%s; %s; server with %s%n", at.system(), at.jdk(), at.serverJvmOptions());
    Results.Latency disk = results.diskSyncMillis();
    if (disk != null) {
      out.println();
      out.printf(
          Locale.ROOT,
          "disk, 4 KiB durable: p50 %.3f ms, p99 %.3f ms, max %.1f ms%n",
          disk.p50(),
          disk.p99(),
          disk.max());
    }
    for (Results.GroupCommit commit : results.bareSqlite()) {
      out.printf(
          Locale.ROOT,
          "bare SQLite, %3d messages a commit: %,8.0f messages/s, commit p50 %.2f ms, p99 %.2f"
              + " ms%n",
          commit.group(),
          commit.messagesPerSecond(),
          commit.commitMillis().p50(),
          commit.commitMillis().p99());
    }
    for (Results.Start start : results.starts()) {
      out.printf(
          Locale.ROOT,
          "%s, start to first answer: min %.0f ms, median %.0f, max %.0f; idle %.0f MB resident%n",
          start.server(),
          start.minMillis(),
          start.medianMillis(),
          start.maxMillis(),
          start.idleResidentMegabytes());
    }
    if (!results.works().isEmpty()) {
      printWorks(results.works());
    }
  }

  private void printWorks(List<Results.RequestResults> works) {
    out.print(
        """

        Latencies in milliseconds. alone: one connection. full: all connections, back to back.
        paced: all, at a fixed rate, counted from when a request was due.
        cpu, driver: microseconds of processor time for one answer, of the server and of the driver.

        """);
    out.printf(
        Locale.ROOT,
        "%-12s %-17s %9s %-9s %9s %8s %8s | %9s %8s %8s | %9s %8s %8s %8s | %6s %6s %6s%n",
        "server",
        "store",
        "history",
        "work",
        "bytes",
        "alone",
        "p99",
        "full/s",
        "p50",
        "p99",
        "paced/s",
        "p50",
        "p99",
        "p99.9",
        "cpu",
        "driver",
        "MB");
    for (Results.RequestResults row : works) {
      out.printf(
          Locale.ROOT,
          "%-12s %-17s %9d %-9s %9d %8.2f %8.2f | %9.0f %8.2f %8.2f | %9.0f %8.2f %8.2f %8.2f | %6s"
              + " %6.0f %6s%n",
          row.server(),
          row.store() == null ? "-" : row.store(),
          row.history(),
          row.work(),
          row.bodyBytes(),
          row.alone().p50(),
          row.alone().p99(),
          row.perSecond(),
          row.together().p50(),
          row.together().p99(),
          row.pacedPerSecond(),
          row.paced().p50(),
          row.paced().p99(),
          row.paced().p999(),
          rounded(row.serverCpuMicros()),
          row.driverCpuMicros(),
          rounded(row.residentMegabytes()));
    }
    new StoresTable(out, works).print();
    printRatios(works);
  }

  private void printRatios(List<Results.RequestResults> works) {
    for (Results.RequestResults peer : works) {
      if (!peer.server().equals(Session.PEER)) {
        continue;
      }
      Optional<Results.RequestResults> parley =
          works.stream()
              .filter(row -> row.server().equals(Session.PARLEY))
              .filter(row -> Session.SQLITE.equals(row.store()))
              .filter(row -> row.work().equals(peer.work()) && row.history() == peer.history())
              .findFirst();
      parley.ifPresent(row ->
          out.printf(
              Locale.ROOT,
              "%-9s throughput %.1f times the peer's; alone p50 %.2f ms, the peer's %.2f ms%n",
              row.work(),
              row.perSecond() / peer.perSecond(),
              row.alone().p50(),
              peer.alone().p50()));
    }
  }

  private static String rounded(@Nullable Double value) {
    return value == null ? "-" : String.valueOf(Math.round(value));
  }
}
