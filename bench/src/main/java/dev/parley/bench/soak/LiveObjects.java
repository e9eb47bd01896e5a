package dev.parley.bench.soak;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The live objects on a server's heap at one point in time.
///
/// @param second the second of the run at which they were counted
/// @param connections the number of connections of the server
/// @param bytes the size of the objects of each class
public record LiveObjects(long second, long connections, @JsonIgnore Map<String, Long> bytes) {
  private static final double MEGABYTE = 1024.0 * 1024;

  /// A class whose objects take more or less memory than before.
  public record Growth(String objects, long bytes) {}

  public LiveObjects {
    bytes = Map.copyOf(bytes);
  }

  @JsonProperty
  public double megabytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum() / MEGABYTE;
  }

  /// The growth of each class since `before`, in bytes; the largest differences come first.
  ///
  /// @param most the maximum number of classes to return
  public List<Growth> growthSince(LiveObjects before, int most) {
    Map<String, Long> grown = new TreeMap<>(bytes);
    before.bytes.forEach((name, had) -> grown.merge(name, -had, Long::sum));
    return grown.entrySet().stream()
        .map(entry -> new Growth(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(growth -> -Math.abs(growth.bytes)))
        .limit(most)
        .toList();
  }
}
