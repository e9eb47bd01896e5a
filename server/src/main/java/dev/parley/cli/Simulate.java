package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Known here for `--help`: the simulator is a program of its own, which only the launcher starts.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Plays Meta, to try Parley without an account; ./parley simulate --help says how.")
final class Simulate implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new CommandException(
        "simulate is built from the sources: start it as ./parley simulate in the folder of the"
            + " sources");
  }
}
