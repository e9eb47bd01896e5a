package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Known here for `--help`: it builds, which only the launcher can.
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Starts the server, and starts it again when a source file has changed.",
      "A change that does not compile is told, and the server goes on as it is."
    })
final class Dev implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new CommandException(
        "dev builds from the sources: start it as ./parley dev in the folder of them");
  }
}
