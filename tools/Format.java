import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs google-java-format over every Java source of the project; the parent pom starts it.
///
/// Arguments: `check` (fails, naming the files that differ) or `apply` (rewrites them).
final class Format {
  private Format() {}

  static void main(String[] args) throws Exception {
    List<String> command =
        switch (args.length == 1 ? args[0] : "") {
          case "check" -> new ArrayList<>(List.of("--dry-run", "--set-exit-if-changed"));
          case "apply" -> new ArrayList<>(List.of("--replace"));
          default -> throw new IllegalArgumentException("-Dformat must be check or apply");
        };
    List<String> sources = sources(Path.of(""));
    if (sources.isEmpty()) {
      throw new IllegalStateException("no Java source found: not started in the project's folder?");
    }
    command.addAll(sources);

    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int exitCode = new Main(out, err, System.in).format(command.toArray(String[]::new));
    out.flush();
    err.flush();
    if (exitCode != 0) {
      System.err.println("Not formatted: see above. To format: mvn -q -N verify -Dformat=apply");
      System.exit(1);
    }
  }

  /// The files under `tools` and under each module's `src`, without generated files.
  private static List<String> sources(Path root) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(root.resolve("tools")));
    try (Stream<Path> modules = Files.list(root.toAbsolutePath())) {
      modules.map(module -> module.resolve("src")).filter(Files::isDirectory).forEach(folders::add);
    }
    List<String> sources = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .map(Path::toString)
            .filter(file -> file.endsWith(".java"))
            .sorted()
            .forEach(sources::add);
      }
    }
    return sources;
  }
}
