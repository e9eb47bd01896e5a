package dev.parley.bench.realtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The results of a run, subject by subject.
///
/// @param skipped the subjects that could not be measured, with the reason
public record RealtimeResults(List<Row> rows, List<String> skipped) {
  public RealtimeResults {
    rows = List.copyOf(rows);
    skipped = List.copyOf(skipped);
  }

  /// One measurement. A value that was not measured is null.
  ///
  /// @param work `broadcast`, `echo`, `polling`, `storm` or `idle`
  /// @param inFlight the number of messages or connection attempts under way at a time
  /// @param perSecond deliveries, echoes, or connections
  /// @param p50Millis the median time until a broadcast has reached every socket, an echo has come
  ///   back, or a connection is open
  /// @param serverCpuMicros processor time of the server for each delivery, echo or connection
  /// @param driverCpuMicros processor time of the driver for each delivery, echo or connection
  /// @param driverCpuShare the number of processors that the driver kept busy
  /// @param kilobytesEach resident memory that an idle connection adds
  /// @param bytesEach the bytes received for each delivery or echo: shows whether a server sends
  ///   less than the others
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
    /// The row of a subject that cannot do the work.
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
