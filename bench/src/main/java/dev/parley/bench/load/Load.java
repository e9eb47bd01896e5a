package dev.parley.bench.load;

import java.net.InetSocketAddress;

/// Requests to one server.
///
/// @param expectedStatus any other status is an error
/// @param connections the number of open connections, with at most one request on each at a time
public record Load(
    InetSocketAddress server,
    RequestTemplate request,
    int expectedStatus,
    int connections,
    Numbers numbers) {
  public Load {
    if (connections < 1) {
      throw new IllegalArgumentException("at least 1 connection is needed, was " + connections);
    }
  }
}
