package dev.parley.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The number of messages a second that a number may send and receive, together. Source:
/// "Throughput".
public enum Throughput {
  /// 80 a second: the initial rate of every number.
  STANDARD(80),
  /// 1,000 a second, after an upgrade.
  HIGH(1_000),
  /// 20 a second: the number is also used in the WhatsApp Business app on a phone ("coexistence").
  PHONE(20);

  private final int perSecond;

  Throughput(int perSecond) {
    this.perSecond = perSecond;
  }

  /// The maximum number of messages a second.
  public int perSecond() {
    return perSecond;
  }

  /// Its name in the field `throughput` of a number, for example `STANDARD`. A number on a phone
  /// has no separate level there.
  String level() {
    return this == PHONE ? "NOT_APPLICABLE" : name();
  }

  /// The level with this name; letter case does not matter.
  ///
  /// @throws IllegalArgumentException if there is no such level; the message lists all levels
  public static Throughput of(String name) {
    return Arrays.stream(values())
        .filter(it -> it.name().equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                Arrays.stream(values())
                    .map(it -> it.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "a throughput must be one of ", ""))));
  }
}
