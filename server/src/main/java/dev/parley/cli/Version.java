package dev.parley.cli;

import picocli.CommandLine.IVersionProvider;

/// Reads the version from the jar's manifest; classes outside a jar are a `development` build.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"parley " + (version == null ? "development" : version)};
  }
}
