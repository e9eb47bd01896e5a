package dev.parley.authentication;

import dev.parley.config.Networks;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Finds the address of a client behind proxies. `X-Forwarded-For` is read from its end, where the
/// nearest proxy wrote, as long as each entry was added by a trusted proxy: entries before the
/// first address that is not a trusted proxy may be invented.
///
/// @param trusted `TRUSTED_PROXIES`
record CallerAddresses(Networks trusted) {
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final int MOST_PROXIES = 16;

  CallerAddress of(RequestCredentials carried) {
    InetAddress peer = InetAddress.ofLiteral(carried.peer());
    String forwarded = carried.header().apply(FORWARDED_FOR);
    if (forwarded == null) {
      return new CallerAddress(peer, carried.header().apply("Forwarded") != null);
    }
    if (!trusted.contains(peer)) {
      return new CallerAddress(peer, true);
    }
    InetAddress client = peer;
    String[] hops = forwarded.split(",", -1);
    for (int i = hops.length - 1; i >= 0 && hops.length - i <= MOST_PROXIES; i--) {
      InetAddress hop = parsed(hops[i].strip());
      if (hop == null) {
        break;
      }
      client = hop;
      if (!trusted.contains(hop)) {
        break;
      }
    }
    return new CallerAddress(client, false);
  }

  /// Parses an address to which a proxy may have added the port: `192.0.2.7:4711`,
  /// `[2001:db8::1]:4711`. Null if it is not an address.
  private static @Nullable InetAddress parsed(String hop) {
    String address = hop;
    int colon = hop.lastIndexOf(':');
    if (hop.startsWith("[") && hop.contains("]")) {
      address = hop.substring(1, hop.indexOf(']'));
    } else if (colon >= 0 && colon == hop.indexOf(':')) {
      address = hop.substring(0, colon);
    }
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }
}
