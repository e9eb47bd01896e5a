package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The `parley` command; alone it serves. Exits 0 on success, 1 on a failure, 2 on wrong usage.
@Command(
    name = "parley",
    description = "A self-hosted chat backend for WhatsApp Business numbers.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = Serve.class)
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /// Runs the command given by `args` and ends the process with its exit code.
  public static void main(String... args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() {
    return spec.commandLine().execute("serve");
  }

  /// Reads the version from the jar's manifest; classes outside a jar are a `development` build.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"parley " + (version == null ? "development" : version)};
    }
  }
}
