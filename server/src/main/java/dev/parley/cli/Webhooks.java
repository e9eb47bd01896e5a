package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import dev.parley.chat.Ingested;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What came in and could not be understood.
@Command(
    name = "webhooks",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "(list | show | replay | dismiss)",
    description =
        "Webhook bodies that were not, or not wholly, understood: nothing is thrown away.")
final class Webhooks {
  private static final int PAGE = 10;

  /// How many entries are handled at once where their bodies are not.
  private static final int HEADS = 200;

  @Spec private CommandSpec spec;

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Shows a line for each: number, when, how often, how much, why.",
        "Without an option only those that somebody should look at. No line: there are none."
      })
  int list(
      @Option(
              names = "--routine",
              description = "Only what needs nobody: templates, the account, quality and the like.")
          boolean routine,
      @Option(names = "--all", description = "Both.") boolean all) {
    Console console = new Console(spec);
    long[] others = new long[1];
    try (var history = Workbench.history(Commands.config())) {
      forEach(
          history,
          entry -> {
            if (all || entry.what().routine() == routine) {
              console.line(
                  "%d  %s  %dx  %d bytes  %d not understood: %s",
                  entry.number(),
                  entry.lastAt(),
                  entry.times(),
                  entry.what().body().length,
                  entry.what().elements(),
                  Console.plain(String.join("; ", entry.what().reasons())));
            } else {
              others[0]++;
            }
          });
    }
    if (others[0] > 0) {
      console.line(
          routine
              ? "%d more that somebody should look at: `parley webhooks list`"
              : "%d more are routine: `parley webhooks list --routine`",
          others[0]);
    }
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Shows one of them: why, and the body as it came.")
  int show(@Parameters(paramLabel = "NUMBER", description = "As listed.") long number) {
    Console console = new Console(spec);
    try (var history = Workbench.history(Commands.config())) {
      KeptUnprocessed entry = find(history, number);
      console.line("first %s, last %s, %dx", entry.firstAt(), entry.lastAt(), entry.times());
      entry.what().reasons().forEach(reason -> console.line("- %s", Console.plain(reason)));
      console.line("");
      new String(entry.what().body(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> console.line("%s", Console.plain(line)));
    }
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Reads them again, for example after an update of Parley.",
        "What is understood now is stored, and the entry goes once all of it is.",
        "Exits 1 when something is left over."
      })
  int replay(
      @Parameters(arity = "0..*", paramLabel = "NUMBER", description = "Which; without any, all.")
          long @Nullable [] numbers) {
    Console console = new Console(spec);
    AtomicLong left = new AtomicLong();
    try (Workbench workbench = Commands.workbench()) {
      Consumer<KeptUnprocessed> replay =
          entry -> {
            Ingested result = workbench.operations().replay(entry.number());
            left.addAndGet(result.unprocessed());
            console.line(
                "%d  %d messages, %d statuses, %d known already, %d not understood",
                entry.number(),
                result.messages(),
                result.statuses(),
                result.duplicates() + result.ignored(),
                result.unprocessed());
          };
      if (numbers == null) {
        forEach(workbench.stored(), replay);
      } else {
        for (long number : numbers) {
          replay.accept(find(workbench.stored(), number));
        }
      }
    }
    return left.get() == 0 ? 0 : 1;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Removes them for good: for what somebody has looked at and nobody needs.",
        "Exits 1 when a number is not there."
      })
  int dismiss(
      @Parameters(arity = "0..*", paramLabel = "NUMBER", description = "Which, as listed.")
          long @Nullable [] numbers,
      @Option(
              names = "--routine",
              description = "Everything that needs nobody, as `list --routine` shows it.")
          boolean routine,
      @Option(names = "--all", description = "Everything that is kept now.") boolean all) {
    if (Stream.of(numbers != null, routine, all).filter(it -> it).count() != 1) {
      throw new ParameterException(
          spec.subcommands().get("dismiss"),
          "Name numbers, or give --routine or --all: one of the three");
    }
    Console console = new Console(spec);
    try (Workbench workbench = Commands.workbench()) {
      if (numbers == null) {
        console.line("%d dismissed", dismissAll(workbench, head -> all || head.routine()));
        return 0;
      }
      List<Long> wanted = LongStream.of(numbers).distinct().boxed().toList();
      List<Long> dismissed = workbench.operations().dismiss(wanted);
      console.line("%d dismissed", dismissed.size());
      for (long number : wanted) {
        if (!dismissed.contains(number)) {
          throw missing(number);
        }
      }
    }
    return 0;
  }

  /// What comes while this runs stays: nobody has seen it.
  private static int dismissAll(Workbench workbench, Predicate<UnprocessedHead> which) {
    List<Long> numbers = new ArrayList<>();
    List<UnprocessedHead> page = workbench.stored().unprocessedHeads(0, HEADS);
    while (!page.isEmpty()) {
      page.stream().filter(which).forEach(head -> numbers.add(head.number()));
      page = workbench.stored().unprocessedHeads(page.getLast().number(), HEADS);
    }
    int dismissed = 0;
    for (int from = 0; from < numbers.size(); from += HEADS) {
      List<Long> some = numbers.subList(from, Math.min(numbers.size(), from + HEADS));
      dismissed += workbench.operations().dismiss(some).size();
    }
    return dismissed;
  }

  /// A page at a time: bodies may be large.
  private static void forEach(ChatHistory history, Consumer<KeptUnprocessed> action) {
    List<KeptUnprocessed> page = history.unprocessed(0, PAGE);
    while (!page.isEmpty()) {
      page.forEach(action);
      page = history.unprocessed(page.getLast().number(), PAGE);
    }
  }

  private static KeptUnprocessed find(ChatHistory history, long number) {
    return history.unprocessed(number).orElseThrow(() -> missing(number));
  }

  private static CommandException missing(long number) {
    return new CommandException(
        "there is no unprocessed webhook " + number + ": see `parley webhooks list`");
  }
}
