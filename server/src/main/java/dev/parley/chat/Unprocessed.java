package dev.parley.chat;

import java.util.List;

/// The bytes of a webhook call of which something could not be understood, and what. Kept until a
/// replay understands it all. The same bytes again are the same entry.
///
/// @param body exactly as received
/// @param elements how many elements of the body were not understood; at least 1
/// @param reasons the first of them: where and why, for people; never what a customer wrote
@SuppressWarnings("ArrayRecordComponent") // bytes to keep and replay; entries are never compared
public record Unprocessed(byte[] body, int elements, List<String> reasons) {
  /// How many reasons are kept of one body.
  public static final int MAX_REASONS = 20;

  /// How the reason ends for what needs nobody: reports about templates, the account, quality.
  public static final String ROUTINE = "is routine, kept for reference";

  public Unprocessed {
    reasons = List.copyOf(reasons.subList(0, Math.min(reasons.size(), MAX_REASONS)));
    if (elements < 1) {
      throw new IllegalArgumentException("nothing is unprocessed");
    }
  }

  /// Whether nobody has to look at it: it is kept, and listed apart. Reasons that say otherwise
  /// come first.
  public boolean routine() {
    return routine(reasons);
  }

  /// Whether nobody has to look at a body that was kept for these reasons.
  public static boolean routine(List<String> reasons) {
    return !reasons.isEmpty() && reasons.stream().allMatch(reason -> reason.endsWith(ROUTINE));
  }
}
