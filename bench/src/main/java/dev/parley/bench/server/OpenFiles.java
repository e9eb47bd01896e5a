package dev.parley.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The number of files, including connections, that a process may have open.
public final class OpenFiles {
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String MORE = "ulimit -n $(ulimit -H -n); exec \"$@\"";

  private OpenFiles() {}

  /// A command that runs `command` with as many open files as the system allows. A JVM raises its
  /// limit itself; other programs do not.
  public static List<String> most(List<String> command) {
    List<String> whole = new ArrayList<>(List.of("sh", "-c", MORE, "sh"));
    whole.addAll(command);
    return whole;
  }

  /// The number that the system allows; a very large number if it is not known.
  public static long limit() throws IOException {
    return Files.exists(LIMITS) ? limit(Files.readAllLines(LIMITS)) : Long.MAX_VALUE;
  }

  /// @param limits the lines of `/proc/self/limits`: name, soft limit, hard limit, unit
  static long limit(List<String> limits) {
    for (String line : limits) {
      if (line.startsWith("Max open files")) {
        String hard = line.substring("Max open files".length()).trim().split(" +", -1)[1];
        return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
      }
    }
    return Long.MAX_VALUE;
  }
}
