package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.config.FilePlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Copies the store, also while Parley runs.
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes a consistent copy of the store, also while Parley runs.",
      "The audit trail records it.",
      "To restore: stop Parley and put the copy into the data folder as parley.db, and remove"
          + " parley.db-wal and parley.db-shm of the old one."
    })
final class Backup implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist yet.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws java.io.IOException {
    if (Files.exists(file)) {
      throw new CommandException(file + " is there already: name a file that does not exist");
    }
    Optional<String> unnoted = Workbench.backUp(Commands.config(), file.toAbsolutePath());
    Console console = new Console(spec);
    console.line("%s, %d bytes", file, Files.size(file));
    unnoted.ifPresent(reason ->
        spec.commandLine()
            .getErr()
            .println("parley: the copy is complete, but not in the audit trail: " + reason));
    if (Commands.config().media().place() instanceof FilePlace.Folder(var files)
        && Files.isDirectory(files)) {
      console.line("Files that customers sent are not in it: copy the folder %s as well", files);
    }
    return 0;
  }
}
