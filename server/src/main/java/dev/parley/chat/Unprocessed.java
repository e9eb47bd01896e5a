package dev.parley.chat;

import java.util.List;

/// The bytes of a webhook request that was not completely understood, with the reasons. The bytes
/// are kept until a replay understands all of them. If the same bytes arrive again, no second entry
/// is created.
///
/// @param body exactly as received
/// @param elements the number of elements of the body that were not understood; at least 1
/// @param reasons the first reasons: texts for people that name the place and the problem, and
///   never contain text from a customer
@SuppressWarnings("ArrayRecordComponent") // bytes to keep and replay; entries are never compared
public record Unprocessed(byte[] body, int elements, List<String> reasons) {
  /// The maximum number of reasons that are kept for one body.
  public static final int MAX_REASONS = 20;

  /// The text at the end of each reason of a routine body. Routine bodies are reports about
  /// templates, the account or quality.
  public static final String ROUTINE = "is routine, kept for reference";

  public Unprocessed {
    reasons = List.copyOf(reasons.subList(0, Math.min(reasons.size(), MAX_REASONS)));
    if (elements < 1) {
      throw new IllegalArgumentException("there must be at least 1 unprocessed element");
    }
  }

  /// Whether all reasons are routine, so that nobody has to look at the body: it is kept, but
  /// listed separately. Reasons that are not routine come first in the list, so that the limit
  /// removes routine reasons first.
  public boolean routine() {
    return routine(reasons);
  }

  /// Whether a body that was kept for these reasons needs no attention.
  public static boolean routine(List<String> reasons) {
    return !reasons.isEmpty() && reasons.stream().allMatch(reason -> reason.endsWith(ROUTINE));
  }
}
