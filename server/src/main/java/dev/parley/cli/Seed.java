package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.chat.Ingested;
import dev.parley.chat.WaId;
import dev.parley.control.Operations;
import dev.parley.samples.SampleChats;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Fills a new store with the sample conversations of [SampleChats].
@Command(
    name = "seed",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Adds sample contacts and messages; a second time adds nothing.")
final class Seed implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Workbench workbench = Commands.workbench()) {
      Operations operations = workbench.operations();
      SampleChats.Added added =
          SampleChats.addTo(
              new SampleChats.Inbox() {
                @Override
                public void nameContact(WaId waId, String name) {
                  operations.nameContact(waId, name);
                }

                @Override
                public Ingested receive(byte[] body, String source) {
                  return operations.receive(body, source);
                }
              },
              Instant.now());
      new Console(spec).line("%d contacts, %d messages added", added.contacts(), added.messages());
    }
    return 0;
  }
}
