package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Makes `simulate` appear in `--help`. The launcher runs the command itself, because the simulator
/// is a separate program.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Simulates Meta, to try Parley without an account; see ./parley simulate --help.")
final class Simulate implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new CommandException(
        "simulate is built from the sources: start it as ./parley simulate in the folder of the"
            + " sources");
  }
}
