package dev.parley;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests rules for the repository's files that nothing else checks.
final class RepositoryTest {
  private static final Path HOME = home();

  /// Folders of git, builds, editors and running servers, which are not checked.
  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", "node_modules", "data", ".env", ".idea", ".vscode", ".settings");

  private static final Pattern ADR_FILE = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");
  private static final Pattern RELATIVE_LINK = Pattern.compile("]\\((?![a-z]+:|#)([^)#\\s]+)");

  /// Folders of a developer's machine, and marks of unfinished work. The pattern is written in a
  /// way that this file does not match it.
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "(?<![\\w.])/(?:home|Users)/\\w|(?<![\\w.])/(?:root|work)/|[A-Z]:\\\\Users|\\bT(?:ODO)\\b|\\bF(?:IXME)\\b");

  @Test
  void everyDecisionHasANumberOfItsOwn() {
    List<String> numbers =
        decisions().map(file -> file.getFileName().toString().substring(0, 4)).toList();

    assertFalse(numbers.isEmpty());
    assertEquals(numbers.stream().distinct().toList(), numbers);
  }

  @Test
  void everyDecisionIsNamedAndBuiltAlike() {
    List<String> faults =
        decisions()
            .filter(file -> !isDecision(file))
            .map(file -> HOME.relativize(file).toString())
            .toList();

    assertEquals(List.of(), faults);
  }

  @Test
  void linksBetweenPapersLeadSomewhere() {
    List<String> dead = new ArrayList<>();
    for (Path paper : files(HOME)) {
      if (paper.toString().endsWith(".md")) {
        Matcher link = RELATIVE_LINK.matcher(read(paper, UTF_8));
        while (link.find()) {
          if (!Files.exists(paper.resolveSibling(URI.create(link.group(1)).getPath()))) {
            dead.add(HOME.relativize(paper) + ": " + link.group(1));
          }
        }
      }
    }

    assertEquals(List.of(), dead);
  }

  @Test
  void noFileNamesOneMachineOrUnfinishedWork() {
    List<String> found = new ArrayList<>();
    for (Path file : files(HOME)) {
      Matcher forbidden = FORBIDDEN.matcher(read(file, ISO_8859_1)); // decodes any bytes
      if (forbidden.find()) {
        found.add(HOME.relativize(file) + ": " + forbidden.group());
      }
    }

    assertEquals(List.of(), found);
  }

  private static boolean isDecision(Path file) {
    Matcher name = ADR_FILE.matcher(file.getFileName().toString());
    return name.matches()
        && Pattern.compile(
                "# "
                    + name.group(1)
                    + "\\. .+\n\nDate: \\d{4}-\\d\\d-\\d\\d\n\nStatus: .+\n\n## Context\n.+"
                    + "\n## Decision\n.+\n## Consequences\n.+\n## Alternatives\n.+",
                Pattern.DOTALL)
            .matcher(read(file, UTF_8))
            .matches();
  }

  private static Stream<Path> decisions() {
    return files(HOME.resolve("docs/adr")).stream();
  }

  /// The files below `root` that are checked, sorted by path.
  private static List<Path> files(Path root) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return !folder.equals(root) && NOT_OURS.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && !NOT_OURS.contains(file.getFileName().toString())) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.stream().sorted().toList();
  }

  private static String read(Path file, Charset charset) {
    try {
      return Files.readString(file, charset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The repository: the folder above this module, or above the IDE's working directory.
  private static Path home() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("docs/adr"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("not started within the repository");
      }
    }
    return folder;
  }
}
