package dev.parley.chat;

import java.util.List;

/// What one step of dismissing unprocessed webhook bodies did.
///
/// @param dismissed the numbers of the entries that are gone
/// @param rest the numbers that the step did not come to
public record DismissedPart(List<Long> dismissed, List<Long> rest) {
  public DismissedPart {
    dismissed = List.copyOf(dismissed);
    rest = List.copyOf(rest);
  }
}
