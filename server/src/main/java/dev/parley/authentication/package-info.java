/// Finds who asks, by what a request or the handshake of a socket carries: an API key, the cookie
/// of a sign-in, or nothing. Start at [Authenticator].
@NullMarked
package dev.parley.authentication;

import org.jspecify.annotations.NullMarked;
