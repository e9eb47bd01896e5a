package dev.parley.chat;

import java.util.List;

/// The bytes of a webhook request that was not completely understood, with the reasons. They are
/// kept until a replay understands all of them. If the same bytes arrive again, they are the same
/// entry.
///
/// @param body exactly as received
/// @param elements how many elements of the body were not understood; at least 1
/// @param reasons the first reasons: where and why, for people; never text of a customer
@SuppressWarnings("ArrayRecordComponent") // bytes to keep and replay; entries are never compared
public record Unprocessed(byte[] body, int elements, List<String> reasons) {
  /// The most reasons that are kept for one body.
  public static final int MAX_REASONS = 20;

  /// The end of the reasons for routine bodies: reports about templates, the account, quality.
  public static final String ROUTINE = "is routine, kept for reference";

  public Unprocessed {
    reasons = List.copyOf(reasons.subList(0, Math.min(reasons.size(), MAX_REASONS)));
    if (elements < 1) {
      throw new IllegalArgumentException("nothing is unprocessed");
    }
  }

  /// Whether nobody has to look at it: it is kept, but listed separately. Other reasons come first.
  public boolean routine() {
    return routine(reasons);
  }

  /// Whether nobody has to look at a body that was kept for these reasons.
  public static boolean routine(List<String> reasons) {
    return !reasons.isEmpty() && reasons.stream().allMatch(reason -> reason.endsWith(ROUTINE));
  }
}
