package dev.parley.templates;

import java.time.Instant;
import java.util.List;

/// The templates of an account as one complete fetch found them.
///
/// @param account `BUSINESS_ACCOUNT_ID`
/// @param fetchedAt the time at which the fetch began, in whole milliseconds
/// @param templates each as JSON: see [Template#json]
public record KeptTemplates(String account, Instant fetchedAt, List<String> templates) {
  public KeptTemplates {
    templates = List.copyOf(templates);
  }
}
