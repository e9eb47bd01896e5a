package dev.parley.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `CORS_ORIGINS`: the pages that may call Parley from a browser. Immutable.
///
/// @param everyone `*`: every page, but without credentials
/// @param exact single origins
/// @param below wildcards: the host of each is a suffix such as `.vercel.app`, before which there
///   must be at least one more label
public record AllowedOrigins(boolean everyone, Set<Origin> exact, Set<Origin> below) {
  private static final String WILDCARD = "*.";

  public AllowedOrigins {
    exact = Set.copyOf(exact);
    below = Set.copyOf(below);
  }

  /// Reads the entries of a setting.
  ///
  /// @param publicUrl Parley's own address, whose pages may call it as well
  /// @param problem receives a clause for each entry that can never match
  static AllowedOrigins parse(
      List<String> entries, @Nullable Origin publicUrl, Consumer<String> problem) {
    Set<Origin> exact = new LinkedHashSet<>();
    Set<Origin> below = new LinkedHashSet<>();
    if (publicUrl != null) {
      exact.add(publicUrl);
    }
    for (String entry : entries) {
      String plain = withoutSlashes(entry);
      if (plain.equals("*")) {
        continue;
      }
      int host = plain.indexOf("://") + 3;
      boolean wildcard = host > 3 && plain.startsWith(WILDCARD, host);
      String parsable = wildcard ? plain.substring(0, host) + plain.substring(host + 2) : plain;
      Optional<Origin> origin = Origin.parse(parsable).filter(it -> !it.host().contains("*"));
      if (origin.isEmpty() || (wildcard && !mayHaveSubdomains(origin.get()))) {
        problem.accept(entry);
      } else if (wildcard) {
        Origin it = origin.get();
        below.add(new Origin(it.scheme(), "." + it.host(), it.port()));
      } else {
        exact.add(origin.get());
      }
    }
    boolean everyone = entries.contains("*");
    if (everyone && entries.size() > 1) {
      problem.accept("*");
    }
    return new AllowedOrigins(everyone, exact, below);
  }

  /// Whether the page may call.
  ///
  /// @param origin the header `Origin`
  public boolean allows(String origin) {
    return everyone || Origin.parse(origin).filter(this::isListed).isPresent();
  }

  /// Whether a request may change data, by the browser's headers about the page that sent it.
  /// Requests without a page have neither header and may change data. Source:
  /// `CrossOriginProtection` of Go 1.25; the Fetch Metadata standard.
  ///
  /// @param fetchSite the header `Sec-Fetch-Site`
  /// @param host the header `Host`; must be checked to belong to Parley
  public boolean mayChange(
      @Nullable String origin, @Nullable String fetchSite, @Nullable String host) {
    return everyone || isOwnPage(origin, fetchSite, host);
  }

  /// Whether a request comes from no page, from a page of Parley, or from a page of a listed
  /// origin. Ignores `*`.
  ///
  /// @param fetchSite the header `Sec-Fetch-Site`
  /// @param host the header `Host`; must be checked to belong to Parley
  public boolean isOwnPage(
      @Nullable String origin, @Nullable String fetchSite, @Nullable String host) {
    if (origin != null && Origin.parse(origin).filter(this::isListed).isPresent()) {
      return true;
    }
    if (origin != null && origin.equals("null")) {
      return false; // an unknown page, which its browser does not name
    }
    if (fetchSite != null) {
      return fetchSite.equals("same-origin") || fetchSite.equals("none");
    }
    return origin == null
        || (host != null && Origin.parse(origin).filter(it -> it.isServedBy(host)).isPresent());
  }

  private boolean isListed(Origin page) {
    return exact.contains(page)
        || below.stream()
            .anyMatch(it ->
                it.scheme().equals(page.scheme())
                    && it.port() == page.port()
                    && page.host().length() > it.host().length()
                    && page.host().endsWith(it.host()));
  }

  /// Whether an origin may have subdomains; an IP address has none.
  private static boolean mayHaveSubdomains(Origin origin) {
    return origin.host().endsWith("localhost") || !HostName.isSafe(origin.host());
  }

  private static String withoutSlashes(String entry) {
    return entry.replaceAll("(?<!:/|:)/+$", "");
  }
}
