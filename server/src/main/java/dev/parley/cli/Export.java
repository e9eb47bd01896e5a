package dev.parley.cli;

import dev.parley.config.ParleyConfig;
import dev.parley.config.StoreConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Copies the embedded store into a MongoDB database.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Copies everything from the embedded store into a MongoDB database.",
      "The embedded store is in DATA_DIR. Compares both stores afterwards. First stop all programs"
          + " that write to either store.",
      "If it was killed or failed, run it again: it resumes, and adds nothing twice."
    })
final class Export implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "URI",
      description = "mongodb://... to write to; MONGODB_URI if left out.")
  private @Nullable String to;

  @Option(names = "--chats", description = "Shows the digest of every chat.")
  private boolean chats;

  @Override
  public Integer call() {
    StoreConfig.Both stores = ParleyConfig.stores(System.getenv(), Path.of(""));
    Carrier carrier =
        new Carrier(new Console(spec), chats, to == null ? "MONGODB_URI" : "--to", false, stores);
    return carrier.carry(stores.embedded(), Carrier.mongoDb("--to", to, stores));
  }
}
