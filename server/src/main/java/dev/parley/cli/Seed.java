package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.chat.ContactUpdate;
import dev.parley.chat.ContactUpdate.Field;
import dev.parley.chat.Direction;
import dev.parley.chat.MessageId;
import dev.parley.chat.SendOutcome;
import dev.parley.chat.SendRequest;
import dev.parley.chat.WaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Something to look at in a new store.
@Command(
    name = "seed",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Adds sample contacts and messages; a second time adds nothing.")
final class Seed implements Callable<Integer> {
  private static final WaId ALICE = new WaId("12025550121");
  private static final WaId BOB = new WaId("12025550178");
  private static final WaId CARLA = new WaId("442079460958");

  @Spec private CommandSpec spec;

  private record Person(WaId waId, String name) {}

  private record Line(WaId with, Direction direction, String text, Duration ago) {}

  private static final List<Person> PEOPLE =
      List.of(
          new Person(ALICE, "Alice Johnson"),
          new Person(BOB, "Bob Smith"),
          new Person(CARLA, "Carla Mendes"));

  private static final List<Line> LINES =
      List.of(
          in(ALICE, "Hello! Do you deliver on Saturdays?", 180),
          out(ALICE, "We do, from nine to noon.", 175),
          in(ALICE, "Lovely. Two loaves of rye then, please.", 170),
          in(BOB, "Is my bicycle ready?", 120),
          out(BOB, "The new chain is on, you can fetch it any time today.", 110),
          in(BOB, "Thanks, I will be there at five.", 100),
          out(CARLA, "Your appointment is on Thursday at 14:00.", 45),
          in(CARLA, "Could we make it 15:00?", 30));

  private static Line in(WaId with, String text, int minutesAgo) {
    return new Line(with, Direction.INCOMING, text, Duration.ofMinutes(minutesAgo));
  }

  private static Line out(WaId with, String text, int minutesAgo) {
    return new Line(with, Direction.OUTGOING, text, Duration.ofMinutes(minutesAgo));
  }

  @Override
  public Integer call() {
    int added = 0;
    try (Workbench workbench = Commands.workbench()) {
      for (Person person : PEOPLE) {
        workbench
            .conversations()
            .saveContact(
                new ContactUpdate(
                    person.waId(), person.name(), new Field.Keep(), new Field.Keep()));
      }
      Instant now = Instant.now();
      for (int i = 0; i < LINES.size(); i++) {
        Line line = LINES.get(i);
        SendOutcome outcome =
            workbench
                .conversations()
                .send(
                    new SendRequest(
                        new MessageId("seed_" + (i + 1)),
                        line.with(),
                        line.text(),
                        line.direction(),
                        now.minus(line.ago()),
                        null));
        if (outcome instanceof SendOutcome.Stored) {
          added++;
        }
      }
    }
    new Console(spec).line("%d contacts, %d messages added", PEOPLE.size(), added);
    return 0;
  }
}
