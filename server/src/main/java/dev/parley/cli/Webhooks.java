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

/// The `parley webhooks` command: webhook bodies that Parley did not understand.
@Command(
    name = "webhooks",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "(list | show | replay | dismiss)",
    description =
        "Webhook bodies that Parley did not understand, or only in part. Parley keeps them all.")
final class Webhooks {
  private static final int PAGE = 10;

  /// The number of entries read at a time, if they are read without their bodies.
  private static final int HEADS = 200;

  @Spec private CommandSpec spec;

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Prints a line for each body: number, last time, count, size, reasons.",
        "Without an option, only bodies that somebody should look at. Prints nothing if there are"
            + " none."
      })
  int list(
      @Option(
              names = "--routine",
              description =
                  "Only routine bodies, which need no attention: templates, the account, quality"
                      + " and the like.")
          boolean routine,
      @Option(names = "--all", description = "All bodies.") boolean all) {
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
      description = "Shows one body as it arrived, and the reasons why it is kept.")
  int show(
      @Parameters(paramLabel = "NUMBER", description = "The number that `list` shows.")
          long number) {
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
        "Processes bodies again, for example after an update of Parley.",
        "Parley stores the parts that it understands now, and removes a body once it understands"
            + " all of it.",
        "Exits 1 if a body is still not understood."
      })
  int replay(
      @Parameters(
              arity = "0..*",
              paramLabel = "NUMBER",
              description = "The numbers to process; all if left out.")
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
        "Removes bodies for good, for example those that somebody has looked at and nobody needs.",
        "Exits 1 if a number does not exist."
      })
  int dismiss(
      @Parameters(
              arity = "0..*",
              paramLabel = "NUMBER",
              description = "The numbers that `list` shows.")
          long @Nullable [] numbers,
      @Option(
              names = "--routine",
              description = "All routine bodies, as `list --routine` shows them.")
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

  /// Dismisses only bodies that were stored before the call: nobody has seen later ones.
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

  /// Reads one page at a time, because bodies may be large.
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
