package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Tests the help texts of the commands.
final class HelpTest {
  /// A list of commands shows the first line of each description, and lines are broken to fit.
  @Test
  void everyLineOfADescriptionIsASentence() {
    List<String> halves =
        commands(Main.commandLine())
            .flatMap(
                command -> Arrays.stream(command.getCommandSpec().usageMessage().description()))
            .filter(line -> !line.endsWith("."))
            .toList();

    assertEquals(List.of(), halves);
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyCommandExplainsItselfAndSaysItsVersion(String command) {
    Said help = run(command + " --help");
    Said version = run(command + " --version");
    Said wrong = run(command + " --nonsense");

    assertEquals(0, help.exit);
    assertTrue(help.out.startsWith(("Usage: parley " + command).strip()), help.out);
    assertEquals(new Said(0, "parley development\n", ""), version);
    assertEquals(2, wrong.exit);
    assertEquals("", wrong.out);
    assertTrue(wrong.err.contains(("Usage: parley " + command).strip()), wrong.err);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "webhooks",
        "webhooks show",
        "webhooks show x",
        "webhooks dismiss",
        "webhooks dismiss x",
        "webhooks dismiss 1 --all",
        "webhooks dismiss --all --routine",
        "backup",
        "import mongodb://localhost",
        "export --to",
        "seed more",
        "doctor localhost",
        "realtime-demo http://localhost",
        "realtime-demo --server localhost",
        "realtime-demo --interval 0",
        "realtime-demo --interval soon"
      })
  void wrongUsageIsRefusedWithAnExitCodeOfItsOwn(String command) {
    Said wrong = run(command);

    assertEquals(2, wrong.exit);
    assertEquals("", wrong.out);
    assertFalse(wrong.err.isBlank());
  }

  /// The exit code and the output of a command.
  private record Said(int exit, String out, String err) {}

  private static Said run(String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(command.strip().split(" "));
    return new Said(exit, out.toString(), err.toString());
  }

  /// The words after `parley`.
  static Stream<String> everyCommand() {
    return commands(Main.commandLine())
        .map(it -> it.getCommandSpec().qualifiedName().substring("parley".length()).strip());
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::commands));
  }
}
