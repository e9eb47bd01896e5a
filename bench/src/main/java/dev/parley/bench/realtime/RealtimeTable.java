package dev.parley.bench.realtime;

import dev.parley.bench.realtime.RealtimeResults.Row;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Prints [RealtimeResults] for people.
public final class RealtimeTable {
  private final PrintStream out;

  public RealtimeTable(PrintStream out) {
    this.out = out;
  }

  /// Prints all rows, each with its ratio to Node's.
  public void print(RealtimeResults results) {
    out.print(
        """

        per second: deliveries, echoes or connections. p50, p99: milliseconds until all sockets have
        received a broadcast, an echo is back, or a connection is open. cpu, driver: microseconds of
        processor time of the server and of the driver for each of these. busy: the number of
        processors that the driver kept busy. KB: resident memory of an idle connection. bytes: those
        received for each delivery or echo. x: the ratio to Node's. n/a: the server cannot do that.

        """);
    line(
        "work",
        "sockets",
        "flight",
        "subject",
        "per second",
        "x",
        "p50",
        "p99",
        "cpu",
        "x",
        "driver",
        "busy",
        "KB",
        "x",
        "bytes");
    for (Row row : results.rows()) {
      Row node = node(results, row);
      line(
          row.work(),
          Integer.toString(row.sockets()),
          Integer.toString(row.inFlight()),
          row.subject(),
          row.isEmpty() ? "n/a" : number("%,.0f", row.perSecond()),
          ratio(row.perSecond(), node == null ? null : node.perSecond()),
          number("%.2f", row.p50Millis()),
          number("%.2f", row.p99Millis()),
          number("%.1f", row.serverCpuMicros()),
          ratio(row.serverCpuMicros(), node == null ? null : node.serverCpuMicros()),
          number("%.1f", row.driverCpuMicros()),
          number("%.2f", row.driverCpuShare()),
          number("%.1f", row.kilobytesEach()),
          ratio(row.kilobytesEach(), node == null ? null : node.kilobytesEach()),
          number("%.0f", row.bytesEach()));
    }
    for (String skipped : results.skipped()) {
      out.println("SKIPPED " + skipped);
    }
  }

  private void line(Object... cells) {
    out.printf(
        Locale.ROOT, "%-9s %7s %6s %-16s %10s %5s %8s %8s %6s %5s %6s %5s %6s %5s %6s%n", cells);
  }

  private static @Nullable Row node(RealtimeResults results, Row row) {
    for (Row other : results.rows()) {
      if (other.subject().equals(Subjects.NODE) && other.sameWork(row)) {
        return other;
      }
    }
    return null;
  }

  private static String number(String format, @Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static String ratio(@Nullable Double value, @Nullable Double node) {
    return value == null || node == null ? "-" : number("%.2f", value / node);
  }
}
