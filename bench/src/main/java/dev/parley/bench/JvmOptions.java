package dev.parley.bench;

import picocli.CommandLine.Option;

/// The options of the servers' JVMs.
final class JvmOptions {
  @Option(
      names = "--xmx",
      defaultValue = "256m",
      paramLabel = "SIZE",
      description = "The maximum heap of servers on a JVM (${DEFAULT-VALUE}).")
  private String xmx = "";

  @Option(
      names = "--java-opts",
      defaultValue = "",
      paramLabel = "OPTIONS",
      description = "Additional options for every JVM.")
  private String javaOptions = "";

  /// The JVM options that the launcher passes to Parley.
  static String launchers() {
    return System.getProperty("parley.options", "");
  }

  /// The options that override those of the launcher.
  String more() {
    return ("-Xmx" + xmx + " " + javaOptions).trim();
  }

  String all() {
    return (launchers() + " " + more()).trim();
  }
}
