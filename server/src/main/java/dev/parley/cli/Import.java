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

/// Copies a MongoDB database into the embedded store.
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Copies everything from a MongoDB database into the embedded store.",
      "The database may belong to Parley or to the Node backend; the store is in DATA_DIR."
          + " Compares both stores afterwards.",
      "The database is only read. First stop all programs that write to either store.",
      "If it was killed or failed, run it again: it resumes, and adds nothing twice.",
      "Exits 1 if the database has nothing to copy, or if something was not copied: the output"
          + " names it."
    })
final class Import implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "URI",
      description = "mongodb://... to read from; MONGODB_URI if left out.")
  private @Nullable String from;

  @Option(names = "--chats", description = "Shows the digest of every chat.")
  private boolean chats;

  @Option(names = "--leave", description = "Exits 0 even if something unreadable was left behind.")
  private boolean leave;

  @Override
  public Integer call() {
    StoreConfig.Both stores = ParleyConfig.stores(System.getenv(), Path.of(""));
    Carrier carrier =
        new Carrier(
            new Console(spec), chats, from == null ? "MONGODB_URI" : "--from", leave, stores);
    return carrier.carry(Carrier.mongoDb("--from", from, stores), stores.embedded());
  }
}
