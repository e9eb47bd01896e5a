package dev.parley.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the JDK's `jcmd` on another JVM. Must not be used on this JVM: it is paused while its
/// objects are listed, so it could not read the output.
public final class Jcmd {
  /// A line of `GC.class_histogram`: number, instances, bytes, class, module.
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

  /// The filler with which a collector covers a gap on the heap.
  private static final String FILLER = "jdk.internal.vm.Filler";

  private Jcmd() {}

  /// Collects the garbage of the process.
  public static void collect(long pid) throws IOException {
    run(pid, "GC.run");
  }

  /// The bytes of live objects on the Java heap of the process, by class, without the fillers of
  /// gaps.
  public static Map<String, Long> live(long pid) throws IOException {
    // Some objects can be freed only after this collection has run cleaners. The histogram makes a
    // second collection, which frees them.
    collect(pid);
    return histogram(run(pid, "GC.class_histogram"));
  }

  /// @param told the output, for example ` 1: 201 4824 java.lang.String (java.base@25)`, with one
  ///   line for each class
  static Map<String, Long> histogram(String told) throws IOException {
    Map<String, Long> bytes = new TreeMap<>();
    for (String line : told.lines().toList()) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches() && !matcher.group(2).contains(FILLER)) {
        bytes.merge(matcher.group(2), Long.parseLong(matcher.group(1)), Long::sum);
      }
    }
    if (bytes.isEmpty()) {
      throw new IOException("jcmd reports no objects: " + told);
    }
    return bytes;
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
