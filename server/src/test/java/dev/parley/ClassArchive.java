package dev.parley;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An archive of the classes of the built program for the processes that tests start: each starts a
/// third faster with it. The first test that needs it creates it, next to the jar. Source: JEP 350,
/// "Dynamic CDS Archives".
final class ClassArchive {
  private static final List<String> OPTIONS = makeOnce();

  private ClassArchive() {}

  /// The JVM options for using the archive; the JVM ignores an archive that does not match its jar.
  static List<String> options() {
    return OPTIONS;
  }

  private static List<String> makeOnce() {
    try {
      long version = Files.getLastModifiedTime(ParleyProcess.JAR).toMillis();
      Path archive = ParleyProcess.JAR.resolveSibling("test-classes-" + version + ".jsa");
      // Only one of the processes that run tests creates the archive.
      try (FileChannel channel =
              FileChannel.open(
                  archive.resolveSibling("test-classes.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!Files.exists(archive)) {
          make(archive);
        }
      }
      return List.of("-XX:SharedArchiveFile=" + archive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void make(Path archive) throws IOException {
    Path folder = Files.createTempDirectory("parley-classes");
    Path made = archive.resolveSibling("test-classes.new");
    List<String> command =
        new ArrayList<>(
            List.of(
                ParleyProcess.JAVA.toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:ArchiveClassesAtExit=" + made,
                "-jar",
                ParleyProcess.JAR.toString(),
                "serve"));
    Map<String, String> settings = Map.of("DATA_DIR", "data", "PORT", "0");
    try (ParleyProcess process = ParleyProcess.launch(folder, settings, command)) {
      process.ready();
      process.terminate();
      process.end();
    }
    Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
    FolderFiles.delete(folder);
  }
}
