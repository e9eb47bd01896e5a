package dev.parley.whatsapp.cloud;

import dev.parley.doctor.PublicAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The addresses from which files may be fetched: listed hosts, over https at its default port. If
/// the Graph API itself is on this machine, as a simulator is, files may be at its address too.
/// Immutable.
final class MediaHosts {
  private static final int HTTPS = 443;

  private final Set<String> hosts;
  private final URI graph;
  private final boolean graphIsHere;

  /// @param hosts names in lower case
  /// @param graph the address of the Graph API
  MediaHosts(List<String> hosts, URI graph) {
    this.hosts = Set.copyOf(hosts);
    this.graph = graph;
    this.graphIsHere = PublicAddress.isLoopback(graph.getHost());
  }

  /// Whether a file may be fetched from an address.
  boolean allows(URI address) {
    String host = address.getHost();
    if (host == null || address.getRawUserInfo() != null) {
      return false;
    }
    boolean listed = hosts.contains(host.toLowerCase(Locale.ROOT));
    if (PublicAddress.isLoopback(host)) {
      boolean ofGraph = host.equals(graph.getHost()) && address.getPort() == graph.getPort();
      return listed || (graphIsHere && ofGraph);
    }
    return listed
        && "https".equals(address.getScheme())
        && (address.getPort() < 0 || address.getPort() == HTTPS);
  }
}
