package dev.parley.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows who did what to the accounts.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows who did what to users, sign-ins and API keys, the newest first.",
      "A line for each entry: time, who, action, target, address."
    })
final class AuditCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  @Spec private CommandSpec spec;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The number of entries; ${DEFAULT-VALUE} if not set.")
  private int limit = 50;

  @Option(names = "--json", description = "Prints all entries, one JSON object per line.")
  private boolean json;

  @Override
  public Integer call() {
    Console console = new Console(spec);
    int left = json ? Integer.MAX_VALUE : limit;
    @Nullable String before = null;
    if (json) {
      var _ = AccountCommand.ask("audit-exported").now();
    }
    while (left > 0) {
      JsonNode entries =
          AccountCommand.ask("audit")
              .with("limit", Math.min(left, PAGE))
              .with("before", before)
              .now()
              .path("entries");
      if (entries.isEmpty()) {
        break;
      }
      for (JsonNode entry : entries) {
        console.line("%s", json ? entry.toString() : line(entry));
        before = entry.path("id").asText();
        left--;
      }
    }
    return 0;
  }

  private static String line(JsonNode entry) {
    JsonNode actor = entry.path("actor");
    return "%s  %s  %s%s%s%s"
        .formatted(
            entry.path("time").asText(),
            actor.has("name")
                ? Console.plain(actor.path("name").asText())
                    + " ("
                    + actor.path("id").asText()
                    + ")"
                : actor.path("kind").asText(),
            entry.path("action").asText(),
            entry.path("result").asText().equals("done") ? "" : " refused",
            entry.has("target") ? "  " + entry.path("target").asText() : "",
            entry.has("address") ? "  from " + entry.path("address").asText() : "");
  }
}
