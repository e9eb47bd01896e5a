package dev.parley.authentication;

import java.net.InetAddress;

/// The origin of a request, as far as Parley knows it.
///
/// @param address of the client, or of an undeclared proxy
/// @param shared whether many clients have this address, because they come through a proxy that is
///   not among `TRUSTED_PROXIES` and so is not trusted to name them
public record CallerAddress(InetAddress address, boolean shared) {}
