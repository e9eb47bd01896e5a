package dev.parley.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The host names for which Parley answers: those of `PUBLIC_URL`, `ALLOWED_HOSTS` and `HOST`, and
/// always IP addresses and `localhost`. Immutable.
///
/// Without this list, an attacker could make the host name of a web page resolve to Parley ("DNS
/// rebinding"), and browsers would treat Parley as the server of that page.
///
/// @param exact names, in the form of [HostName]
/// @param below suffixes such as `.example.org`, before which there must be at least one more label
public record AllowedHosts(Set<String> exact, Set<String> below) {
  /// A header `Host`: a name or an address, perhaps with a port. Source: RFC 9110, 7.2.
  private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]+)(?::[0-9]{0,5})?");

  private static final Pattern URL_AROUND = Pattern.compile("^https?://|/+$");
  private static final String WILDCARD = "*.";

  public AllowedHosts {
    exact = Set.copyOf(exact);
    below = Set.copyOf(below);
  }

  /// Reads the entries of a setting: names, with or without scheme and port; `*.` means all
  /// subdomains.
  ///
  /// @param problem receives each entry that can never match
  static AllowedHosts parse(List<String> entries, Consumer<String> problem) {
    Set<String> exact = new LinkedHashSet<>();
    Set<String> below = new LinkedHashSet<>();
    for (String entry : entries) {
      String plain = URL_AROUND.matcher(entry).replaceAll("");
      boolean wildcard = plain.startsWith(WILDCARD);
      Optional<String> name = nameOf(wildcard ? plain.substring(2) : plain);
      if (name.isEmpty()) {
        problem.accept(entry);
      } else if (wildcard) {
        below.add("." + name.get());
      } else {
        exact.add(name.get());
      }
    }
    return new AllowedHosts(exact, below);
  }

  /// The union of these hosts and `others`.
  AllowedHosts and(AllowedHosts others) {
    Set<String> allExact = new LinkedHashSet<>(exact);
    allExact.addAll(others.exact);
    Set<String> allBelow = new LinkedHashSet<>(below);
    allBelow.addAll(others.below);
    return new AllowedHosts(allExact, allBelow);
  }

  /// The declared names, for people, in alphabetical order.
  public List<String> names() {
    return Stream.concat(exact.stream(), below.stream().map(it -> "*" + it))
        .filter(it -> !HostName.isSafe(it))
        .sorted()
        .toList();
  }

  /// Whether requests to `host` are for Parley.
  ///
  /// @param host the header `Host`, or the authority of a request's target
  public boolean allows(String host) {
    return nameOf(host).filter(this::isKnown).isPresent();
  }

  /// Whether the header `Host` names the machine of the caller: `localhost` or a loopback address.
  public static boolean isThisMachine(String host) {
    return nameOf(host).filter(HostName::isThisMachine).isPresent();
  }

  /// The name in a header `Host`, without its port; empty if it is not a name.
  public static Optional<String> nameOf(String host) {
    Matcher matcher = HOST.matcher(host);
    return matcher.matches() ? HostName.normal(matcher.group(1)) : Optional.empty();
  }

  private boolean isKnown(String name) {
    return HostName.isSafe(name)
        || exact.contains(name)
        || below.stream().anyMatch(it -> name.length() > it.length() && name.endsWith(it));
  }
}
