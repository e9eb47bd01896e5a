package dev.parley.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Sets of IP addresses, as in `TRUSTED_PROXIES`: `10.0.0.0/8`, `2001:db8::/32`, or one address.
/// Immutable.
///
/// @param all the networks
public record Networks(List<Network> all) {
  /// The empty set.
  public static final Networks NONE = new Networks(List.of());

  public Networks {
    all = List.copyOf(all);
  }

  /// The addresses with the same first bits as another address.
  ///
  /// @param address the first of them
  /// @param bits the number of equal bits, 0 to 32 or to 128
  public record Network(InetAddress address, int bits) {
    boolean contains(InetAddress other) {
      byte[] mine = address.getAddress();
      byte[] theirs = other.getAddress();
      if (mine.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /// Reads the entries of a setting.
  ///
  /// @param problem receives each entry that is not a network
  static Networks parse(List<String> entries, Consumer<String> problem) {
    List<Network> all = new ArrayList<>();
    for (String entry : entries) {
      try {
        all.add(network(entry));
      } catch (IllegalArgumentException wrong) {
        problem.accept(entry);
      }
    }
    return new Networks(all);
  }

  private static Network network(String entry) {
    int slash = entry.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? entry : entry.substring(0, slash));
    int most = address.getAddress().length * 8;
    int bits = slash < 0 ? most : Integer.parseInt(entry.substring(slash + 1));
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("too many bits");
    }
    return new Network(address, bits);
  }

  /// Whether an address is in one of them.
  public boolean contains(InetAddress address) {
    return all.stream().anyMatch(it -> it.contains(address));
  }
}
