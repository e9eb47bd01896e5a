package dev.parley.simulator;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rate of each [Fault]. Immutable; [#with] returns a changed copy.
///
/// There are three named profiles: `calm` (nothing goes wrong), `field` (a few faults of every
/// kind, as integrators report them) and `storm` (all of them, often). The switches of `account`
/// and `rules` are off in all.
public final class Faults {
  private final Map<Fault, Double> rates;
  private final @Nullable DemandedError error;

  private Faults(Map<Fault, Double> rates, @Nullable DemandedError error) {
    this.rates = Collections.unmodifiableMap(rates);
    this.error = error;
  }

  /// Nothing goes wrong.
  public static Faults calm() {
    return new Faults(new EnumMap<>(Fault.class), null);
  }

  /// A few faults of every kind.
  public static Faults field() {
    return calm()
        .with(Fault.ANSWER_TIMEOUT_AFTER_ACCEPTING, 0.002)
        .with(Fault.ANSWER_RESET, 0.002)
        .with(Fault.ANSWER_HTML_502, 0.005)
        .with(Fault.ANSWER_HTML_502_AFTER_ACCEPTING, 0.002)
        .with(Fault.ANSWER_EMPTY_503, 0.005)
        .with(Fault.ANSWER_131000, 0.01)
        .with(Fault.ANSWER_131000_AFTER_ACCEPTING, 0.002)
        .with(Fault.ANSWER_131016, 0.005)
        .with(Fault.ANSWER_AFTER_STATUS, 0.02)
        .with(Fault.STATUS_FAILED, 0.01)
        .with(Fault.STATUS_LATE_FAILED, 0.01)
        .with(Fault.STATUS_SKIP_DELIVERED, 0.05)
        .with(Fault.STATUS_SILENT, 0.005)
        .with(Fault.WEBHOOK_DUPLICATE, 0.03)
        .with(Fault.WEBHOOK_REORDER, 0.05)
        .with(Fault.WEBHOOK_BATCH, 0.05)
        .with(Fault.WEBHOOK_WRONG_SIGNATURE, 0.005)
        .with(Fault.USERS_NUMBERLESS, 0.1)
        .with(Fault.USERS_CHANGE_NUMBER, 0.005)
        .with(Fault.USERS_NOT_ON_WHATSAPP, 0.02)
        .with(Fault.USERS_NO_RECEIPTS, 0.2)
        .with(Fault.EVENTS_ECHO, 0.03)
        .with(Fault.EVENTS_STANDBY, 0.02)
        .with(Fault.EVENTS_CALL, 0.02)
        .with(Fault.EVENTS_UNSUPPORTED, 0.02)
        .with(Fault.EVENTS_HISTORY, 0.005)
        .with(Fault.EVENTS_CONTACTS, 0.01)
        .with(Fault.EVENTS_HANDOVER, 0.01)
        .with(Fault.EVENTS_TEMPLATE, 0.002)
        .with(Fault.EVENTS_ACCOUNT, 0.001)
        .with(Fault.EVENTS_QUALITY, 0.001)
        .with(Fault.MEDIA_SLOW, 0.05)
        .with(Fault.MEDIA_TRUNCATED, 0.02)
        .with(Fault.MEDIA_GONE, 0.01)
        .with(Fault.MEDIA_BROKEN, 0.01)
        .with(Fault.MEDIA_WRONG_BYTES, 0.005)
        .with(Fault.MEDIA_ENDLESS, 0.002)
        .with(Fault.MEDIA_REDIRECT, 0.005);
  }

  /// All faults, often.
  public static Faults storm() {
    Faults storm = calm();
    for (Map.Entry<Fault, Double> rate : field().rates.entrySet()) {
      double least =
          switch (rate.getKey()) {
            case WEBHOOK_DUPLICATE, WEBHOOK_REORDER, WEBHOOK_BATCH, USERS_NUMBERLESS -> 0.3;
            default -> 0.05;
          };
      storm = storm.with(rate.getKey(), Math.max(least, Math.min(0.3, rate.getValue() * 5)));
    }
    return storm;
  }

  /// `calm`, `field` or `storm`.
  ///
  /// @throws IllegalArgumentException if there is no such profile
  public static Faults named(String profile) {
    return switch (profile) {
      case "calm" -> calm();
      case "field" -> field();
      case "storm" -> storm();
      default -> throw new IllegalArgumentException("a profile is one of calm, field, storm");
    };
  }

  /// A copy with another rate of `fault`.
  ///
  /// @param rate 0 (never) to 1 (always)
  /// @throws IllegalArgumentException if the rate is outside of that
  public Faults with(Fault fault, double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException(fault.wireName() + " must be a rate from 0 to 1");
    }
    Map<Fault, Double> changed = new EnumMap<>(Fault.class);
    changed.putAll(rates);
    changed.put(fault, rate);
    return new Faults(changed, error);
  }

  /// A copy with which every message is refused with this error code of Meta.
  ///
  /// @param code for example 131026; from 0 to 9,999,999
  /// @throws IllegalArgumentException if it is outside of that
  public Faults withError(int code) {
    return new Faults(rates, DemandedError.of(code, false));
  }

  /// A copy with which every message is accepted, and then fails with this error code in a status.
  ///
  /// @param code the error code, in the same range as for [#withError]
  /// @throws IllegalArgumentException if it is outside of that
  public Faults withLaterError(int code) {
    return new Faults(rates, DemandedError.of(code, true));
  }

  /// A copy without an error for every message.
  public Faults withoutError() {
    return new Faults(rates, null);
  }

  /// The error with which every message fails; null if there is none.
  @Nullable DemandedError error() {
    return error;
  }

  /// The rate of `fault`, 0 to 1.
  public double rate(Fault fault) {
    return rates.getOrDefault(fault, 0.0);
  }

  /// The rates above 0 by their names, in the order of [Fault].
  public Map<String, Double> rates() {
    Map<String, Double> named = new LinkedHashMap<>();
    rates.forEach((fault, rate) -> {
      if (rate > 0) {
        named.put(fault.wireName(), rate);
      }
    });
    return named;
  }
}
