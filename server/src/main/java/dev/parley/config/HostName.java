package dev.parley.config;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Host names as browsers write them in `Host` and `Origin`: lower case, in ASCII, IPv6 addresses
/// in brackets and in their shortest form.
final class HostName {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern NAME =
      Pattern.compile(
          "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

  /// Characters that browsers keep and the JDK's older standard (IDNA 2003) replaces or removes.
  private static final Pattern OLD_RULE = Pattern.compile("[ßẞς\\u200C\\u200D]");

  private HostName() {}

  /// The name in the form of browsers; empty if it is neither a name nor an address. A dot at the
  /// end is dropped, because it names the same host.
  static Optional<String> normal(String written) {
    String lower = written.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      return IPV6.matcher(lower).matches() ? ipv6(lower) : Optional.empty();
    }
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return ascii(name).filter(it -> it.length() <= 253 && NAME.matcher(it).matches());
  }

  /// Whether `normal` is an IP address, or a name that always means this machine. An attacker's
  /// name server cannot make these resolve to Parley. Source: RFC 6761, 6.3.
  static boolean isSafe(String normal) {
    return normal.startsWith("[")
        || normal.equals("localhost")
        || normal.endsWith(".localhost")
        || IPV4.matcher(normal).matches();
  }

  /// Whether `normal` always means the machine of the caller.
  static boolean isThisMachine(String normal) {
    boolean address = normal.startsWith("[") || IPV4.matcher(normal).matches();
    if (!address) {
      return isSafe(normal);
    }
    InetAddress parsed = InetAddress.ofLiteral(normal.replaceAll("[\\[\\]]", ""));
    return parsed.isLoopbackAddress() || parsed.isAnyLocalAddress(); // such as `0.0.0.0`
  }

  private static Optional<String> ascii(String name) {
    if (name.chars().allMatch(it -> it < 128)) {
      return Optional.of(name);
    }
    try {
      return OLD_RULE.matcher(name).find()
          ? Optional.empty()
          : Optional.of(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notAName) {
      return Optional.empty();
    }
  }

  private static Optional<String> ipv6(String bracketed) {
    String address = bracketed.substring(1, bracketed.length() - 1);
    try {
      // An address with an embedded IPv4 address is returned as that IPv4 address.
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return Optional.of("[" + shortest(bytes.length == 16 ? bytes : mapped(bytes)) + "]");
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static byte[] mapped(byte[] ipv4) {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xFF;
    bytes[11] = (byte) 0xFF;
    System.arraycopy(ipv4, 0, bytes, 12, 4);
    return bytes;
  }

  /// Source: RFC 5952, and the URL standard, "IPv6 serializer".
  private static String shortest(byte[] address) {
    int[] pieces = new int[8];
    for (int i = 0; i < 8; i++) {
      pieces[i] = ((address[2 * i] & 0xFF) << 8) | (address[2 * i + 1] & 0xFF);
    }
    int from = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int zeros = 0;
      while (i + zeros < 8 && pieces[i + zeros] == 0) {
        zeros++;
      }
      if (zeros > longest) {
        from = i;
        longest = zeros;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append(i == 0 ? "::" : ":");
        i += longest - 1;
      } else {
        text.append(Integer.toHexString(pieces[i])).append(i < 7 ? ":" : "");
      }
    }
    return text.toString();
  }
}
