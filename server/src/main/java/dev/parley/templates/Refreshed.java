package dev.parley.templates;

import java.time.Instant;

/// The result of a fetch of the templates.
///
/// @param templates the number of templates there are now, of every status
/// @param approved the number of those that can be sent
/// @param added the number of new templates
/// @param changed the number of templates whose description has changed
/// @param removed the number of templates that no longer exist
/// @param fetchedAt the time at which the fetch began
public record Refreshed(
    int templates, int approved, int added, int changed, int removed, Instant fetchedAt) {}
