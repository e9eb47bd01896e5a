package dev.parley.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a JVM, from outside, by the JDK's own `jcmd`.
public final class Jcmd {
  private static final Pattern SPACE =
      Pattern.compile("total(?: reserved)? (\\d+)K.* used (\\d+)K");
  private static final double KILOBYTES = 1024;

  private Jcmd() {}

  /// Collects the garbage of the process.
  public static void collect(long pid) throws IOException {
    run(pid, "GC.run");
  }

  /// What lives on the Java heap of the process, in megabytes: its garbage is collected before.
  public static double liveMegabytes(long pid) throws IOException {
    collect(pid);
    collect(pid); // what the first left to cleaners
    return usedMegabytes(run(pid, "GC.heap_info"));
  }

  /// The sum over the spaces of a heap, of any collector.
  ///
  /// @param info for example `def new generation total 9792K, used 1234K [0x...)`, a line a space
  static double usedMegabytes(String info) throws IOException {
    long kilobytes = 0;
    boolean any = false;
    for (String line : info.lines().toList()) {
      Matcher matcher = SPACE.matcher(line);
      if (matcher.find()) {
        any = true;
        kilobytes += Long.parseLong(matcher.group(2));
      }
    }
    if (!any) {
      throw new IOException("jcmd tells of no heap: " + info);
    }
    return kilobytes / KILOBYTES;
  }

  private static String run(long pid, String command) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> line = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid), command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", line) + " failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return output;
  }
}
