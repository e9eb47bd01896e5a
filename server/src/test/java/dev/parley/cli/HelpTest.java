package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What the commands say of themselves.
final class HelpTest {
  /// A list of commands shows the first line of each description, and lines are broken to fit.
  @Test
  void everyLineOfADescriptionIsASentence() {
    List<String> halves =
        commands(new CommandLine(new Main()))
            .flatMap(
                command -> Arrays.stream(command.getCommandSpec().usageMessage().description()))
            .filter(line -> !line.endsWith("."))
            .toList();

    assertEquals(List.of(), halves);
  }

  @Test
  void wrongUsageShowsTheHelpOfThatCommand() {
    StringWriter err = new StringWriter();
    CommandLine main = new CommandLine(new Main()).setErr(new PrintWriter(err));

    assertEquals(2, main.execute("webhooks", "dismiss"));

    assertTrue(err.toString().contains("Usage: parley webhooks dismiss"), err.toString());
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::commands));
  }
}
