package dev.parley.templates;

import java.time.Instant;

/// What a fetch of the templates brought.
///
/// @param templates the number of templates there are now, of every status
/// @param approved the number of those that can be sent
/// @param added the number of those that were not there before
/// @param changed the number of those that WhatsApp describes in another way than before
/// @param removed the number of those that are gone
/// @param fetchedAt when the fetch began
public record Refreshed(
    int templates, int approved, int added, int changed, int removed, Instant fetchedAt) {}
