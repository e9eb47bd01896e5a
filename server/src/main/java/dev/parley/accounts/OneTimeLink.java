package dev.parley.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Lets somebody in once: to become the first owner, or to set the password of an account. The link
/// itself is not kept.
///
/// @param id [Secrets#hash] of what the link holds
/// @param user whose password it sets; null: it makes the first owner
record OneTimeLink(String id, @Nullable String user, Instant expiresAt) {}
