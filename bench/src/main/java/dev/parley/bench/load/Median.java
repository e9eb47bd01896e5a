package dev.parley.bench.load;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// The figure in the middle of several measurements, which a single disturbed measurement does not
/// change.
public final class Median {
  private Median() {}

  /// The median of a figure; for an even number of measurements, the larger of the two in the
  /// middle.
  ///
  /// @return 0 if there is no measurement
  public static <T> double of(List<T> measured, ToDoubleFunction<? super T> figure) {
    return measured.stream()
        .mapToDouble(figure)
        .sorted()
        .skip(measured.size() / 2)
        .findFirst()
        .orElse(0);
  }
}
