package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Known here for `--help`: it packages, which only the launcher can.
@Command(
    name = "package",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Makes an archive of this Parley that runs where there is only a Java runtime.")
final class PackageCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new CommandException(
        "package is made by the launcher: start it as ./parley package in the folder of the"
            + " sources");
  }
}
