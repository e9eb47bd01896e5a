package dev.parley.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Describes the machine and the software of a run.
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  /// @param home the project's folder
  static Results.Circumstances circumstances(
      Path home, List<String> arguments, String serverJvmOptions, Instant now) throws IOException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Results.Circumstances(
        now.toString(),
        output(home, "git", "rev-parse", "HEAD"),
        !output(home, "git", "status", "--porcelain").isEmpty(),
        arguments,
        serverJvmOptions,
        Runtime.version() + " " + System.getProperty("java.vm.vendor"),
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        processor(home),
        system.getAvailableProcessors(),
        system.getTotalMemorySize() / (1024 * 1024),
        system.getSystemLoadAverage());
  }

  private static String processor(Path home) throws IOException {
    if (!Files.exists(CPU_INFO)) {
      return output(home, "sysctl", "-n", "machdep.cpu.brand_string");
    }
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    }
  }

  private static String output(Path folder, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
  }
}
