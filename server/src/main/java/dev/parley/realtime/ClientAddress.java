package dev.parley.realtime;

import dev.parley.socketio.Handshake;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Whose connection a handshake is. One from this machine comes from a proxy, whose clients have
/// the last address of `X-Forwarded-For`, or else from a program here, for which no limit of one
/// address counts.
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
