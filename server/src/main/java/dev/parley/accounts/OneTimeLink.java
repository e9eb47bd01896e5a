package dev.parley.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Gives access once: to become the first owner, or to set the password of an account. The link
/// itself is not stored.
///
/// @param id [Secrets#hash] of the link's secret
/// @param user the user whose password it sets; null if it makes the first owner
record OneTimeLink(String id, @Nullable String user, Instant expiresAt) {}
