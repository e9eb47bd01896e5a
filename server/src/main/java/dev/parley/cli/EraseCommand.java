package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.Workbench;
import dev.parley.chat.WaId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Removes a person for good.
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Removes a person for good: their chats with all numbers, messages, files, notes, contact,"
          + " their entries in the search index and the log of changes, raw webhook bodies, and"
          + " waiting outgoing webhooks. It cannot be undone.",
      "Prints a receipt of the erased data, which does not identify the person."
    })
final class EraseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "WA_ID", description = "The address of the contact or chat.")
  private @Nullable String address;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Override
  public Integer call() {
    if (address == null || !WaId.isValid(address)) {
      throw new CommandException("WA_ID " + WaId.ALLOWED);
    }
    if (!yes) {
      throw new CommandException("this cannot be undone: add --yes to erase " + address);
    }
    Console console = new Console(spec);
    try (Workbench workbench = Commands.workbench()) {
      JsonNode receipt = workbench.operations().erase(new WaId(address));
      console.line("%s", receipt.toPrettyString());
      if (!receipt.path("status").asText().equals("done")) {
        throw new CommandException("the erasure takes longer, and continues while Parley runs");
      }
    }
    return 0;
  }
}
