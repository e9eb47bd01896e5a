package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Makes `package` appear in `--help`. The launcher runs the command itself, because it builds the
/// archive from the sources.
@Command(
    name = "package",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Makes an archive of this Parley for machines that have only a Java runtime.")
final class PackageCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new CommandException(
        "package is made by the launcher: start it as ./parley package in the folder of the"
            + " sources");
  }
}
