package dev.parley.hooks;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Decides to which IP addresses events may be delivered: those of the public internet. If all
/// addresses were allowed, a user who may add hooks could make Parley call services that only this
/// machine or its network can reach, such as the one at 169.254.169.254 that gives out a cloud
/// machine's credentials.
///
/// Sources: IANA, "IPv4 Special-Purpose Address Registry" and "IPv6 Special-Purpose Address
/// Registry".
public final class TargetAddress {
  /// Ranges: each has an address and the number of leading bits to compare.
  private static final int[][] PRIVATE_4 = {
    {0, 0, 0, 0, 8}, // "this" network
    {10, 0, 0, 0, 8},
    {100, 64, 0, 0, 10}, // carrier-grade NAT
    {127, 0, 0, 0, 8},
    {169, 254, 0, 0, 16}, // link-local
    {172, 16, 0, 0, 12},
    {192, 0, 0, 0, 24}, // protocol assignments
    {192, 0, 2, 0, 24}, // documentation
    {192, 88, 99, 0, 24}, // 6to4 relays
    {192, 168, 0, 0, 16},
    {198, 18, 0, 0, 15}, // benchmarks
    {198, 51, 100, 0, 24}, // documentation
    {203, 0, 113, 0, 24}, // documentation
    {224, 0, 0, 0, 4}, // multicast
    {240, 0, 0, 0, 4}, // reserved, and broadcast
  };

  private static final int BYTES_6 = 16;

  private TargetAddress() {}

  /// Whether an address belongs to the public internet.
  public static boolean isPublic(InetAddress address) {
    return switch (address) {
      case Inet4Address it -> isPublic4(it.getAddress());
      case Inet6Address it -> isPublic6(it.getAddress());
      default -> false;
    };
  }

  private static boolean isPublic4(byte[] address) {
    for (int[] range : PRIVATE_4) {
      if (startsWith(address, range)) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] address, int[] range) {
    int bits = range[4];
    for (int i = 0; i < 4 && bits > 0; i++, bits -= 8) {
      int mask = bits >= 8 ? 0xFF : 0xFF << (8 - bits) & 0xFF;
      if ((address[i] & mask) != (range[i] & mask)) {
        return false;
      }
    }
    return true;
  }

  /// Whether an IPv6 address is public: global unicast is 2000::/3. An address that contains an
  /// IPv4 address is public if that one is.
  private static boolean isPublic6(byte[] address) {
    int first = group(address, 0);
    int second = group(address, 1);
    boolean nat64 = first == 0x64 && second == 0xFF9B && isZero(address, 4, 12);
    if (nat64) { // 64:ff9b::/96
      return isPublic4(Arrays.copyOfRange(address, 12, BYTES_6));
    }
    if (first == 0x2002) { // 6to4
      return isPublic4(Arrays.copyOfRange(address, 2, 6));
    }
    boolean special = first == 0x2001 && second < 0x0200; // Teredo and other assignments
    boolean documentation = (first == 0x2001 && second == 0x0DB8) || first == 0x3FFF;
    return (first & 0xE000) == 0x2000 && !special && !documentation;
  }

  private static int group(byte[] address, int index) {
    return ((address[2 * index] & 0xFF) << 8) | (address[2 * index + 1] & 0xFF);
  }

  private static boolean isZero(byte[] address, int from, int to) {
    for (int i = from; i < to; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /// Parses the host of a URL as an address, such as `127.0.0.1` or `[::1]`, without asking a name
  /// server.
  ///
  /// @throws UnknownHostException if the host is a name
  static InetAddress literal(String host) throws UnknownHostException {
    String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return InetAddress.ofLiteral(plain);
    } catch (IllegalArgumentException name) {
      throw new UnknownHostException(host);
    }
  }
}
