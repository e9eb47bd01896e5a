package dev.parley.cli;

import dev.parley.cli.ApiChecks.Check;
import dev.parley.config.ParleyConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Checks whether a running server behaves as its clients expect.
@Command(
    name = "test-api",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Runs ten checks against a running server; exits 1 when one fails.",
      "Leaves a contact, Parley Test, with a few messages. Webhooks are signed with the first"
          + " WHATSAPP_APP_SECRET, if there is one."
    })
final class TestApi implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "The server; the one on this machine, at PORT, if left out.")
  private @Nullable URI url;

  @Override
  public Integer call() throws InterruptedException {
    ParleyConfig config = Commands.config();
    URI server = ServerUrl.of(spec.commandLine(), url, config);
    String run = UUID.randomUUID().toString().substring(0, 8);
    Console console = new Console(spec);
    try (ApiClient api = new ApiClient(server.toString())) {
      List<Check> checks = new ApiChecks(api, config.whatsApp(), run).all();
      int passed = 0;
      for (Check check : checks) {
        passed += passes(check, console, server) ? 1 : 0;
      }
      console.line("");
      console.line("%d of %d checks passed", passed, checks.size());
      return passed == checks.size() ? 0 : 1;
    }
  }

  private static boolean passes(Check check, Console console, URI server)
      throws InterruptedException {
    try {
      int status = check.body().run();
      console.line("%s - %s (%d)", check.name(), Console.good("PASSED"), status);
      return true;
    } catch (ConnectException nobody) {
      throw ServerUrl.silent(server);
    } catch (CommandException | IOException wrong) {
      String why = wrong.getMessage() == null ? wrong.toString() : wrong.getMessage();
      console.line("%s - %s (%s)", check.name(), Console.bad("FAILED"), Console.plain(why));
      return false;
    }
  }
}
