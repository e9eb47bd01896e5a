package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.config.StoreConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Builds the search index from scratch.
@Command(
    name = "reindex",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Builds the search index from scratch. A running Parley does so in the background; until it"
          + " is done, search finds only what is indexed so far.",
      "On MongoDB every Parley has an index of its own: send it POST /api/search/reindex."
    })
final class ReindexCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (Commands.config().store() instanceof StoreConfig.MongoDb) {
      throw new CommandException(
          "on MongoDB every Parley has a search index of its own: send POST /api/search/reindex to"
              + " the one that should build it again");
    }
    Console console = new Console(spec);
    try (Workbench workbench = Commands.workbench()) {
      boolean inBackground = workbench.usesRunningServer();
      console.passing("building the search index ...");
      workbench.operations().reindex();
      console.line(
          inBackground
              ? "the running Parley builds the search index again"
              : "the search index is complete");
    }
    return 0;
  }
}
