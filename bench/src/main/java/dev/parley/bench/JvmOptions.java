package dev.parley.bench;

import picocli.CommandLine.Option;

/// With which options the servers' JVMs run.
final class JvmOptions {
  @Option(
      names = "--xmx",
      defaultValue = "256m",
      paramLabel = "SIZE",
      description = "The largest heap of servers on a JVM (${DEFAULT-VALUE}).")
  private String xmx = "";

  @Option(
      names = "--java-opts",
      defaultValue = "",
      paramLabel = "OPTIONS",
      description = "More options for every JVM.")
  private String javaOptions = "";

  /// Those that the launcher gives to Parley.
  static String launchers() {
    return System.getProperty("parley.options", "");
  }

  /// Those that win over the launcher's.
  String more() {
    return ("-Xmx" + xmx + " " + javaOptions).trim();
  }

  String all() {
    return (launchers() + " " + more()).trim();
  }
}
