package dev.parley.bench.realtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run measured, subject by subject.
///
/// @param skipped subjects that could not be measured, and why
public record RealtimeResults(List<Row> rows, List<String> skipped) {
  public RealtimeResults {
    rows = List.copyOf(rows);
    skipped = List.copyOf(skipped);
  }

  /// One measurement. What was not measured is null.
  ///
  /// @param work `broadcast`, `echo`, `polling`, `storm` or `idle`
  /// @param inFlight how much was under way at a time
  /// @param perSecond deliveries, echoes, or connections
  /// @param p50Millis of a broadcast until all had it, of an echo, of connecting
  /// @param serverCpuMicros processor time of the server for one of them
  /// @param driverCpuMicros processor time of the driver for one of them
  /// @param driverCpuShare processors that the driver kept busy, 1 being one of them
  /// @param kilobytesEach resident memory that an idle connection adds
  /// @param bytesEach what arrived for one of them, which tells a server that sends less
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String subject,
      String work,
      int sockets,
      int inFlight,
      @Nullable Double perSecond,
      @Nullable Double p50Millis,
      @Nullable Double p99Millis,
      @Nullable Double serverCpuMicros,
      @Nullable Double driverCpuMicros,
      @Nullable Double driverCpuShare,
      @Nullable Double kilobytesEach,
      @Nullable Double bytesEach) {
    /// Of a subject that cannot do the work.
    static Row cannot(String subject, String work, int sockets, int inFlight) {
      return new Row(
          subject, work, sockets, inFlight, null, null, null, null, null, null, null, null);
    }

    boolean isEmpty() {
      return perSecond == null && kilobytesEach == null;
    }

    boolean sameWork(Row other) {
      return work.equals(other.work) && sockets == other.sockets && inFlight == other.inFlight;
    }
  }
}
