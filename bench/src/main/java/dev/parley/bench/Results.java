package dev.parley.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Everything that a run measured, in the form of its JSON file. The units are part of the names:
/// milliseconds, microseconds, megabytes (2^20 bytes).
///
/// @param works the results of each kind of request, server by server
@JsonInclude(JsonInclude.Include.NON_NULL)
record Results(
    Circumstances circumstances,
    @Nullable Latency diskSyncMillis,
    List<GroupCommit> bareSqlite,
    List<Start> starts,
    List<RequestResults> works) {

  Results(Circumstances circumstances) {
    this(circumstances, null, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  Results withDisk(Latency millis) {
    return new Results(circumstances, millis, bareSqlite, starts, works);
  }

  /// Percentiles of durations in milliseconds.
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

  /// Bare SQLite with `group` messages in each transaction.
  record GroupCommit(int group, double messagesPerSecond, Latency commitMillis) {}

  /// The results of starting a server several times.
  record Start(
      String server,
      double minMillis,
      double medianMillis,
      double maxMillis,
      double idleResidentMegabytes) {}

  /// The results of one kind of request on one server.
  ///
  /// @param store the store of the Parley server
  /// @param history the number of messages that the server had before the run
  /// @param alone the latencies with one connection, back to back
  /// @param perSecond answers in a second with all connections, back to back
  /// @param together the latencies with all connections, back to back
  /// @param togetherCorrected the same latencies, corrected for the requests that were not sent
  ///   because of slow answers
  /// @param pacedPerSecond the fixed rate of the second measurement with all connections
  /// @param paced the latencies at this rate, from the time when a request was due
  /// @param bodyBytes the size of one answer's body
  /// @param serverCpuMicros processor time of the server for one answer; null for a server that
  ///   this program did not start
  /// @param driverCpuMicros processor time of the driver for one answer
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RequestResults(
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
  /// @param loadAverage the load average of the last minute before the run, which shows other work
  ///   on the machine
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
