package dev.parley.chat;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Why WhatsApp could not do something. Source: Cloud API docs, "Error codes".
///
/// @param code for example `131047`; 0 when none was given
/// @param title for example `Re-engagement message`
/// @param detail a sentence, if WhatsApp gave one
public record Failure(long code, String title, @Nullable String detail) {
  /// Orders failures by code, then by their texts; an absent failure comes last. If two failures
  /// have the same time, the first in this order is kept.
  static final Comparator<@Nullable Failure> ORDER =
      Comparator.nullsLast(
          Comparator.comparingLong(Failure::code)
              .thenComparing(Failure::title)
              .thenComparing(failure -> String.valueOf(failure.detail)));
}
