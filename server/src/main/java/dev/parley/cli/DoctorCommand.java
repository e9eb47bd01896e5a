package dev.parley.cli;

import dev.parley.SelfCheck;
import dev.parley.config.ParleyConfig;
import dev.parley.doctor.Examination;
import dev.parley.doctor.Verdict.State;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Checks whether this installation works, and says what to do if it does not.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Checks the settings, this machine and the connection to WhatsApp; exits 1 when a check"
          + " fails.",
      "Sends no message. Uploads a picture of one pixel to WhatsApp and deletes it. Works with and"
          + " without a running Parley."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object, as GET /api/doctor answers.")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "The address at which Meta reaches Parley; PUBLIC_URL if left out.")
  private @Nullable URI url;

  @Override
  public Integer call() {
    ParleyConfig config = Commands.config();
    URI address = url == null ? null : ServerUrl.of(spec.commandLine(), url, config);
    Examination examination = SelfCheck.examine(config, address, Clock.systemUTC());
    Console console = new Console(spec);
    if (json) {
      console.line("%s", SelfCheck.json(examination));
    } else {
      FindingLines.of(examination).forEach(line -> console.line("%s", line));
    }
    return examination.worst() == State.FAIL ? 1 : 0;
  }
}
