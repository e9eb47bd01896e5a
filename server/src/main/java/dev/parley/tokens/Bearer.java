package dev.parley.tokens;

import dev.parley.access.Principal;
import java.time.Instant;

/// The caller that a token identifies.
///
/// @param until when the token expires
public record Bearer(Principal principal, Instant until) {}
