package dev.parley.bench.load;

import java.net.InetSocketAddress;
import java.util.function.LongSupplier;

/// Requests to one server.
///
/// @param expectedStatus any other status is an error
/// @param connections kept open, at most one request on each at a time
/// @param numbers gives each request its number
public record Load(
    InetSocketAddress server,
    RequestTemplate request,
    int expectedStatus,
    int connections,
    LongSupplier numbers) {
  public Load {
    if (connections < 1) {
      throw new IllegalArgumentException("at least 1 connection is needed, was " + connections);
    }
  }
}
