package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A link that makes the first owner.
@Command(
    name = "setup-link",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints a link that makes whoever opens it the first owner, once, within 30 minutes.",
      "Exits 1 when there are users already."
    })
final class SetupLink implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode answer = AccountsAsked.ask("setup-link").now();
    if (!answer.has("link")) {
      throw new CommandException("Parley is set up already: sign in, or run parley user add");
    }
    new Console(spec).line("%s", AccountsAsked.page("#" + answer.path("link").asText()));
  }
}
