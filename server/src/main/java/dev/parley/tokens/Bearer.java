package dev.parley.tokens;

import dev.parley.access.Principal;
import java.time.Instant;

/// Who has a token.
///
/// @param until when the token ends
public record Bearer(Principal principal, Instant until) {}
