package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Makes `bench` appear in `--help`. The launcher runs the command itself.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Measures Parley on this machine; see ./parley bench --help.")
final class Bench implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new CommandException(
        "bench is built from the sources: start it as ./parley bench in the folder of the sources");
  }
}
