/// Self-contained tokens (JWT): Parley's own, which [AccessTokens] signs and checks, and tokens of
/// other programs, which [ForeignTokens] checks. [TokenText] has the rules for all tokens. Source:
/// RFC 7519, RFC 8725 (best practices), RFC 9068 (access tokens).
@NullMarked
package dev.parley.tokens;

import org.jspecify.annotations.NullMarked;
