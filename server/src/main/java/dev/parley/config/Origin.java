package dev.parley.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The origin of a page, as in the header `Origin`: for example `https://chat.example.org`, or
/// `capacitor://localhost` for apps. Source: RFC 6454; the HTML standard, "Origin".
///
/// @param scheme the scheme in lower case
/// @param host the host as browsers write it, see [HostName]; for schemes other than `http` and
///   `https`, any text
/// @param port the default of the scheme if absent; -1 if the scheme has no default
public record Origin(String scheme, String host, int port) {
  private static final Pattern SHAPE =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+.-]*)://(\\[[^\\]\\s/?#@,]*]|[^\\[\\]\\s/?#@,:]*)(?::([0-9]{1,5})?)?");

  /// Parses an origin; empty for any other text, including `null`.
  public static Optional<Origin> parse(String text) {
    Matcher origin = SHAPE.matcher(text);
    if (!origin.matches()) {
      return Optional.empty();
    }
    String scheme = origin.group(1).toLowerCase(Locale.ROOT);
    int port = origin.group(3) == null ? defaultPort(scheme) : Integer.parseInt(origin.group(3));
    if (port > 65_535) {
      return Optional.empty();
    }
    String host = origin.group(2);
    return isWeb(scheme)
        ? HostName.normal(host).map(it -> new Origin(scheme, it, port))
        : Optional.of(new Origin(scheme, host.toLowerCase(Locale.ROOT), port));
  }

  /// Whether a page of this origin and a request with this header `Host` name the same server.
  /// There may be a TLS proxy in between, so the scheme is ignored.
  boolean isServedBy(String hostHeader) {
    return isWeb(scheme)
        && parse(scheme + "://" + hostHeader)
            .filter(it -> it.host.equals(host) && it.port == port)
            .isPresent();
  }

  /// Whether its pages come from a server on the browser's own machine.
  public boolean isOfThisMachine() {
    return isWeb(scheme) && HostName.isThisMachine(host);
  }

  /// The origin as in the header `Origin`.
  @Override
  public String toString() {
    return scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
  }

  private static boolean isWeb(String scheme) {
    return scheme.equals("http") || scheme.equals("https");
  }

  private static int defaultPort(String scheme) {
    return switch (scheme) {
      case "http" -> 80;
      case "https" -> 443;
      default -> -1;
    };
  }
}
