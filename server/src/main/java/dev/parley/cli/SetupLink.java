package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Prints a link that creates the first owner.
@Command(
    name = "setup-link",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints a link; the first person who opens it within 30 minutes becomes the first owner.",
      "Exits 1 if there are users already."
    })
final class SetupLink implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    JsonNode answer = AccountCommand.ask("setup-link").now();
    if (!answer.has("link")) {
      throw new CommandException("Parley is set up already: sign in, or run parley user add");
    }
    new Console(spec).line("%s", AccountCommand.page("#" + answer.path("link").asText()));
  }
}
