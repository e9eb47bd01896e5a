package dev.parley.realtime;

import dev.parley.socketio.Handshake;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The client address of a handshake. A handshake from this machine comes either from a proxy or
/// from a local program. A proxy appends the client's address to `X-Forwarded-For`. A local program
/// has no address here, so no limit for one address applies to it.
final class ClientAddress implements Function<Handshake, Optional<String>> {
  private static final String FORWARDED = "X-Forwarded-For";
  private static final int LONGEST = 64;

  @Override
  public Optional<String> apply(Handshake handshake) {
    if (!isThisMachine(handshake.address())) {
      return Optional.of(handshake.address());
    }
    List<String> all = handshake.headers(FORWARDED).toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    String forwarded = all.getLast();
    String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    return last.isEmpty() || last.length() > LONGEST ? Optional.empty() : Optional.of(last);
  }

  /// The address is a literal: no name is looked up.
  private static boolean isThisMachine(String address) {
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException unknown) {
      return false;
    }
  }
}
