package dev.parley.authentication;

import java.net.InetAddress;

/// Where a request comes from, as far as Parley can tell.
///
/// @param address of the client, or of the proxy that nobody declared
/// @param shared whether many clients have this address: they come through a proxy that is not
///   among `TRUSTED_PROXIES`, so that its word about them does not count
public record CallerAddress(InetAddress address, boolean shared) {}
