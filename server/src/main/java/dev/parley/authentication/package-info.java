/// Identifies the caller of a request or of a socket's handshake by its credential: an API key, the
/// cookie of a sign-in, or nothing. Start at [Authenticator].
@NullMarked
package dev.parley.authentication;

import org.jspecify.annotations.NullMarked;
