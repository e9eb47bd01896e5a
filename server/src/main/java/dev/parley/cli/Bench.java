package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Known here for `--help`: it measures, which only the launcher can.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Measures a Parley of this machine; ./parley bench --help says how.")
final class Bench implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new CommandException(
        "bench is built from the sources: start it as ./parley bench in the folder of the sources");
  }
}
