package dev.parley.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Everything that a run measured; written to its JSON file in this form. Milliseconds,
/// microseconds, megabytes (2^20) where a name says so.
///
/// @param works server by server, what it did with each kind of request
@JsonInclude(JsonInclude.Include.NON_NULL)
record Results(
    Circumstances circumstances,
    @Nullable Latency diskSyncMillis,
    List<GroupCommit> bareSqlite,
    List<Start> starts,
    List<Served> works) {

  Results(Circumstances circumstances) {
    this(circumstances, null, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  Results withDisk(Latency millis) {
    return new Results(circumstances, millis, bareSqlite, starts, works);
  }

  /// How long something took, in milliseconds.
  record Latency(double p50, double p90, double p99, double p999, double max) {
    /// @param nanos nanoseconds
    static Latency of(Histogram nanos) {
      return new Latency(
          millis(nanos, 50),
          millis(nanos, 90),
          millis(nanos, 99),
          millis(nanos, 99.9),
          nanos.getMaxValue() / 1e6);
    }

    private static double millis(Histogram nanos, double percentile) {
      return nanos.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /// Bare SQLite with `group` messages a transaction.
  record GroupCommit(int group, double messagesPerSecond, Latency commitMillis) {}

  /// Starting a server several times.
  record Start(
      String server,
      double minMillis,
      double medianMillis,
      double maxMillis,
      double idleResidentMegabytes) {}

  /// One kind of request, served.
  ///
  /// @param store on which of Parley's stores
  /// @param history how many messages the server held before the run
  /// @param alone one connection, back to back
  /// @param perSecond answers with all connections, back to back
  /// @param together their latencies
  /// @param togetherCorrected the same, with the requests filled in that slow answers kept from
  ///   being sent
  /// @param pacedPerSecond the fixed rate of the second measurement with all connections
  /// @param paced its latencies, from when a request was due
  /// @param bodyBytes of one answer
  /// @param serverCpuMicros processor time of the server for one answer; null for a process that is
  ///   not ours
  /// @param driverCpuMicros processor time of the driver for one answer
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Served(
      String server,
      @Nullable String store,
      long history,
      String work,
      Latency alone,
      double perSecond,
      Latency together,
      Latency togetherCorrected,
      double pacedPerSecond,
      Latency paced,
      long bodyBytes,
      @Nullable Double serverCpuMicros,
      double driverCpuMicros,
      @Nullable Double residentMegabytes) {}

  /// The circumstances that are needed to compare or repeat a run.
  ///
  /// @param dirty whether files differed from the commit
  /// @param loadAverage of the last minute before the run: other work on the machine
  record Circumstances(
      String time,
      String commit,
      boolean dirty,
      List<String> arguments,
      String serverJvmOptions,
      String jdk,
      String system,
      String processor,
      int cores,
      long memoryMegabytes,
      double loadAverage) {}
}
