package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.archive.ArchivedRecord;
import dev.parley.chat.archive.ChatDigest;
import dev.parley.chat.archive.Transfer;
import dev.parley.config.Secret;
import dev.parley.config.StoreConfig;
import dev.parley.media.FileTransfer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Copies one store into another and shows the progress: the common part of `import` and `export`.
/// Belongs to one thread.
final class Carrier implements Transfer.Watcher {
  private static final long SHOWN_EVERY_NANOS = Duration.ofMillis(200).toNanos();
  private static final int SHOWN_DIGITS = 16;

  private final Console console;
  private final boolean everyChat;
  private final String named;
  private final boolean leaves;
  private final StoreConfig.Both stores;
  private long shown = System.nanoTime() - SHOWN_EVERY_NANOS;

  /// @param everyChat whether to show the digest of each chat
  /// @param named the option or setting that names the MongoDB database
  /// @param leaves whether the command succeeds although something was not copied
  /// @param stores both stores
  Carrier(
      Console console, boolean everyChat, String named, boolean leaves, StoreConfig.Both stores) {
    this.stores = stores;
    this.leaves = leaves;
    this.console = console;
    this.everyChat = everyChat;
    this.named = named;
  }

  /// The database that an option names, or else the one in the settings.
  static StoreConfig.MongoDb mongoDb(String option, @Nullable String uri, StoreConfig.Both stores) {
    if (uri != null) {
      return new StoreConfig.MongoDb(new Secret(uri));
    }
    StoreConfig.MongoDb set = stores.mongoDb();
    if (set == null) {
      throw new CommandException("which MongoDB? Name it with " + option + ", or set MONGODB_URI");
    }
    return set;
  }

  /// Copies everything, and shows the result.
  ///
  /// @return the exit code
  int carry(StoreConfig from, StoreConfig to) {
    try {
      Transfer.Report report = Workbench.carry(from, to, this);
      int told = tell(report);
      return report.isEmpty()
          ? told
          : Math.max(told, Math.max(carryAccounts(from, to), carryFiles(from, to)));
    } catch (IOException failure) {
      throw failure("the files could not be copied: " + failure.getMessage());
    } catch (StoreOpenException failure) {
      throw failure(String.valueOf(failure.getMessage()));
    } catch (Refusal refusal) {
      throw failure(refusal.sentence());
    }
  }

  private int carryAccounts(StoreConfig from, StoreConfig to) {
    Workbench.CarriedAccounts accounts = Workbench.carryAccounts(from, to);
    console.line(
        "%-20s %9d, %d added, %d entries of the audit trail",
        "users and keys", accounts.total(), accounts.added(), accounts.entries());
    if (!accounts.different().isEmpty()) {
      console.line(
          "%s these are not the same on both sides, and were left as they are: %s",
          Console.bad("FAILED"), String.join(", ", accounts.different()));
      return 1;
    }
    return 0;
  }

  private int carryFiles(StoreConfig from, StoreConfig to) throws IOException {
    FileTransfer.Report files = Workbench.carryFiles(from, to, stores, this::atFile);
    console.line(
        "%-20s %9d, %d added, %d bytes copied",
        "files", files.total(), files.added(), files.bytes());
    if (!files.missing().isEmpty()) {
      console.line(
          "%s the bytes of these files are missing or damaged: %s",
          Console.bad("FAILED"), String.join(", ", files.missing()));
    }
    if (!files.different().isEmpty()) {
      console.line(
          "%s these files are not the same on both sides: %s",
          Console.bad("FAILED"), String.join(", ", files.different()));
    }
    return files.isWhole() ? 0 : 1;
  }

  private void atFile(long done) {
    if (System.nanoTime() - shown >= SHOWN_EVERY_NANOS) {
      shown = System.nanoTime();
      console.passing("adding: files (%d)", done);
    }
  }

  /// Stores use the name of the setting in messages.
  private CommandException failure(String sentence) {
    console.endPassing();
    return new CommandException(sentence.replace("MONGODB_URI", named));
  }

  @Override
  public void at(Transfer.Step step, ArchivedRecord.Kind kind, long done, long about) {
    if (System.nanoTime() - shown < SHOWN_EVERY_NANOS) {
      return;
    }
    shown = System.nanoTime();
    String doing =
        switch (step) {
          case LOOKING -> "checking the existing data";
          case ADDING -> "adding";
          case COMPARING -> "comparing";
        };
    console.passing(
        "%s: %s, %d%% (%d)", doing, words(kind), done * 100 / Math.max(about, done), done);
  }

  @Override
  public void compared(ChatDigest chat, boolean equal) {
    if (everyChat) {
      console.line(
          "%s  %s  %d messages  %s",
          equal ? Console.good("same     ") : Console.bad("DIFFERENT"),
          chat.sha256(),
          chat.messages(),
          ArchivedRecord.shortened(chat.chat()));
    }
  }

  private int tell(Transfer.Report report) {
    for (ArchivedRecord.Kind kind : ArchivedRecord.Kind.values()) {
      console.line(
          "%-20s %9d, %d added",
          words(kind),
          report.total().getOrDefault(kind, 0L),
          report.added().getOrDefault(kind, 0L));
    }
    report.notes().forEach(note -> console.line("LEFT %s: they were not copied", note));
    if (!report.different().isEmpty()) {
      console.line(
          "%s not the same on both sides (did something write meanwhile?): %s",
          Console.bad("FAILED"), String.join("; ", report.different()));
      return 1;
    }
    if (report.isEmpty()) {
      console.line(
          "%s %s holds nothing that could be carried: is it the right one?",
          Console.bad("FAILED"), report.from());
      return 1;
    }
    if (!report.notes().isEmpty() && !leaves) {
      console.line(
          "%s everything else was copied, and is the same on both sides: repair what was left"
              + " behind and run this again, or add --leave",
          Console.bad("FAILED"));
      return 1;
    }
    console.line(
        "%s %d chats have the same digests on both sides, together %s",
        Console.good("OK"), report.chats(), report.sha256().substring(0, SHOWN_DIGITS));
    return 0;
  }

  private static String words(ArchivedRecord.Kind kind) {
    return switch (kind) {
      case CONTACT -> "contacts";
      case IDENTITY -> "user ids";
      case AMENDMENT -> "amendments";
      case EARLY_STATUS -> "early statuses";
      case UNPROCESSED -> "unprocessed bodies";
      case SHARED -> "labels and replies";
      case MESSAGE -> "messages";
      case CHAT_STATE -> "states of chats";
      case NOTE -> "notes";
      case STATISTICS -> "statistics";
    };
  }
}
