package dev.parley.cli;

import dev.parley.StartException;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreOpenException;
import dev.parley.config.InvalidConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// The `parley` command, which starts the server if no command follows it. Exits 0 on success, 1 on
/// a failure, which it reports in one sentence, and 2 on wrong usage.
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
    boolean serves = args.length == 0 || (args.length == 1 && args[0].equals("serve"));
    System.exit(serves ? serve() : commandLine().execute(args));
  }

  /// Serves without reading the descriptions of all commands: reading them would take a third of
  /// the time of a start.
  private static int serve() {
    try {
      Serve.run(new PrintWriter(System.out, true, System.out.charset()));
      return 0;
    } catch (Exception failure) {
      String sentence = sentence(failure);
      if (sentence == null) {
        failure.printStackTrace();
      } else {
        System.err.println("parley: " + sentence);
      }
      return 1;
    }
  }

  /// The `parley` command with its subcommands.
  static CommandLine commandLine() {
    return new CommandLine(new Main()).setExecutionExceptionHandler(Main::explain);
  }

  @Override
  public Integer call() {
    return spec.commandLine().execute("serve");
  }

  private static int explain(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    String sentence = sentence(failure);
    if (sentence == null) {
      throw failure;
    }
    command.getErr().println("parley: " + sentence);
    return 1;
  }

  /// The sentence for an error that the user can fix; null for a fault of Parley, which gets a
  /// stack trace.
  private static @Nullable String sentence(Exception failure) {
    return switch (failure) {
      case CommandException it -> it.getMessage();
      case InvalidConfig it -> it.getMessage();
      case StartException it -> it.getMessage();
      case StoreOpenException it -> it.getMessage();
      case Refusal it -> it.sentence();
      case UncheckedIOException it -> "cannot read or write: " + it.getMessage();
      case IOException it -> "cannot read or write: " + it.getMessage();
      default -> null;
    };
  }
}
