package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Manages API keys, with which programs sign in.
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "(add | list | revoke)",
    description = "API keys, with which programs sign in.")
final class KeyCommand {
  @Spec private CommandSpec spec;

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = {
        "Makes a key, and prints it. The key is not shown again.",
        "A program sends it as Authorization: Bearer <key>, a Socket.IO client as auth.token."
      })
  int add(
      @Option(names = "--name", required = true, description = "The purpose of the key.")
          String name,
      @Option(
              names = "--scope",
              required = true,
              split = ",",
              description =
                  "Its permissions: read, send, manage, webhook, metrics; url: programs may send"
                      + " the key in the address, https://host/k/<key>.")
          List<String> scopes,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "When the key ends, such as 2027-01-31T00:00:00Z; never if left out.")
          @Nullable String expires) {
    JsonNode key =
        AccountCommand.ask("key-add")
            .with("name", name)
            .with("scopes", scopes)
            .with("expires_at", expires)
            .now();
    new Console(spec).line("%s", key.path("key").asText());
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Shows a line for each key: id, scopes, name, end.")
  int list() {
    Console console = new Console(spec);
    for (JsonNode key : AccountCommand.ask("key-list").now().path("keys")) {
      List<String> scopes = new ArrayList<>();
      key.path("scopes").forEach(scope -> scopes.add(scope.asText()));
      console.line(
          "%s  %s  %s%s",
          key.path("id").asText(),
          String.join(",", scopes),
          Console.plain(key.path("name").asText()),
          key.has("expires") ? "  ends " + key.path("expires").asText() : "");
    }
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Ends a key; its connections are closed within a second.")
  int revoke(@Parameters(paramLabel = "ID", description = "The id that list shows.") String id) {
    AccountCommand.ask("key-revoke").with("id", id).now();
    return 0;
  }
}
