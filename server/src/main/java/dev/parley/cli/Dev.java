package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Makes `dev` appear in `--help`. The launcher runs the command itself, because it must be able to
/// compile Parley.
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Starts the server, and starts it again when a source file has changed.",
      "If a change does not compile, it prints the errors and the server keeps running as it is."
    })
final class Dev implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new CommandException(
        "dev builds from the sources: start it as ./parley dev in the folder of the sources");
  }
}
