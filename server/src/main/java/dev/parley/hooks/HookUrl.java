package dev.parley.hooks;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parses and checks the addresses of receivers.
final class HookUrl {
  private static final int LONGEST = 2_000;
  private static final int LAST_PORT = 65_535;

  private HookUrl() {}

  /// An address, or the reason why it is not allowed.
  ///
  /// @param url the address; null if it is not allowed
  /// @param problem a text that says what is allowed; null if the address is allowed
  record Read(@Nullable URI url, @Nullable String problem) {}

  /// @param allowPrivate whether receivers may be on this machine and in its network
  static Read read(String text, boolean allowPrivate) {
    URI url = parse(text).orElse(null);
    if (url == null) {
      return new Read(
          null,
          "must be an http or https URL of at most %d characters, without user name and fragment"
              .formatted(LONGEST));
    }
    if (!allowPrivate && isPrivate(url.getHost())) {
      return new Read(
          null,
          "must not be an address of this machine or of a private network, unless"
              + " HOOKS_ALLOW_PRIVATE=true is set");
    }
    return new Read(url, null);
  }

  private static Optional<URI> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text.strip());
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      boolean good =
          (scheme.equals("http") || scheme.equals("https"))
              && url.getHost() != null
              && !url.getHost().isEmpty()
              && url.getRawUserInfo() == null
              && url.getRawFragment() == null
              && url.getPort() != 0
              && url.getPort() <= LAST_PORT
              && text.chars().allMatch(it -> it > ' ' && it < 0x7F);
      return good ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException notAUrl) {
      return Optional.empty();
    }
  }

  /// Whether the text of a host shows that it is private. If the host is a name, every delivery
  /// resolves it and checks its addresses.
  private static boolean isPrivate(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    try {
      InetAddress address = TargetAddress.literal(host);
      return !TargetAddress.isPublic(address);
    } catch (UnknownHostException aName) {
      return false;
    }
  }
}
