package dev.parley.tokens;

import dev.parley.access.Principal;
import java.time.Instant;

/// The caller that a token identifies.
///
/// @param until the time at which the token expires
public record Bearer(Principal principal, Instant until) {}
