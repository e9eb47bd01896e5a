package dev.parley.chat;

import java.util.List;

/// The result of one step that dismisses unprocessed webhook bodies.
///
/// @param dismissed the numbers of the removed bodies
/// @param rest the numbers that the step did not process
public record DismissedPart(List<Long> dismissed, List<Long> rest) {
  public DismissedPart {
    dismissed = List.copyOf(dismissed);
    rest = List.copyOf(rest);
  }
}
