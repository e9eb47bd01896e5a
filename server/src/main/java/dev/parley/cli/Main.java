package dev.parley.cli;

import dev.parley.StartException;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreOpenException;
import dev.parley.config.InvalidConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// The `parley` command; alone it serves. Exits 0 on success, 1 on a failure with one sentence, 2
/// on wrong usage.
@Command(
    name = "parley",
    description = "A self-hosted chat backend for WhatsApp Business numbers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      Serve.class,
      Dev.class,
      Seed.class,
      ProcessPayloads.class,
      VerifyPayloads.class,
      TestApi.class,
      DoctorCommand.class,
      RealtimeDemo.class,
      Webhooks.class,
      SetupLink.class,
      UserCommand.class,
      KeyCommand.class,
      AuditCommand.class,
      Backup.class,
      ReindexCommand.class,
      EraseCommand.class,
      Import.class,
      Export.class,
      Bench.class,
      Simulate.class,
      PackageCommand.class
    })
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /// Runs the command given by `args` and ends the process with its exit code.
  public static void main(String... args) {
    System.exit(commandLine().execute(args));
  }

  /// The command with everything below it.
  static CommandLine commandLine() {
    return new CommandLine(new Main()).setExecutionExceptionHandler(Main::explain);
  }

  @Override
  public Integer call() {
    return spec.commandLine().execute("serve");
  }

  /// One sentence for an error that the user can fix; a stack trace only for a fault of Parley.
  private static int explain(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    String sentence =
        switch (failure) {
          case CommandException it -> it.getMessage();
          case InvalidConfig it -> it.getMessage();
          case StartException it -> it.getMessage();
          case StoreOpenException it -> it.getMessage();
          case Refusal it -> it.sentence();
          case UncheckedIOException it -> "cannot read or write: " + it.getMessage();
          case IOException it -> "cannot read or write: " + it.getMessage();
          default -> throw failure;
        };
    command.getErr().println("parley: " + sentence);
    return 1;
  }
}
