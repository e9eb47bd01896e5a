package dev.parley.authentication;

import java.net.InetAddress;

/// The origin of a request, as far as Parley knows it.
///
/// @param address the address of the client, or of a proxy that is not in `TRUSTED_PROXIES`
/// @param shared whether many clients may share this address, because it belongs to such a proxy,
///   which Parley does not trust to report the addresses of its clients
public record CallerAddress(InetAddress address, boolean shared) {}
