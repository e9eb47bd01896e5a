package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.Workbench;
import dev.parley.chat.WaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Fills a new store with sample conversations: the people of the backend that Parley replaces, and
/// among our own messages each of the four words that `status` can have.
@Command(
    name = "seed",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Adds sample contacts and messages; a second time adds nothing.")
final class Seed implements Callable<Integer> {
  private static final Person ALICE = new Person("1234567890", "Alice Johnson");
  private static final Person BOB = new Person("9876543210", "Bob Smith");
  private static final Person CAROL = new Person("5551234567", "Carol Davis");
  private static final Person DAVID = new Person("5557654321", "David Wilson");

  private static final List<Person> PEOPLE = List.of(ALICE, BOB, CAROL, DAVID);

  private static final List<Line> LINES =
      List.of(
          in(ALICE, "Hello! Do you deliver on Saturdays?", 180),
          out(ALICE, "read", "We do, from nine to noon.", 175),
          in(ALICE, "Lovely. Two loaves of rye then, please.", 170),
          out(ALICE, "delivered", "Noted. You will get a message when they leave.", 165),
          in(BOB, "Is my bicycle ready?", 120),
          out(BOB, "read", "The new chain is on, you can fetch it any time today.", 110),
          in(BOB, "Thanks, I will be there at five.", 100),
          out(CAROL, "delivered", "Your appointment is on Thursday at 14:00.", 45),
          in(CAROL, "Could we make it 15:00?", 30),
          out(CAROL, "sent", "15:00 it is.", 25),
          out(DAVID, "failed", "Your invoice is attached to our mail of today.", 20));

  @Spec private CommandSpec spec;

  private record Person(String waId, String name) {}

  /// @param type `incoming` or `outgoing`
  /// @param status one of `sent`, `delivered`, `read`, `failed`
  private record Line(Person with, String type, String status, String text, Duration ago) {}

  private static Line in(Person with, String text, int minutesAgo) {
    return new Line(with, "incoming", "delivered", text, Duration.ofMinutes(minutesAgo));
  }

  private static Line out(Person with, String status, String text, int minutesAgo) {
    return new Line(with, "outgoing", status, text, Duration.ofMinutes(minutesAgo));
  }

  @Override
  public Integer call() {
    long added = 0;
    try (Workbench workbench = Commands.workbench()) {
      for (Person person : PEOPLE) {
        workbench.operations().nameContact(new WaId(person.waId()), person.name());
      }
      Instant now = Instant.now();
      for (int i = 0; i < LINES.size(); i++) {
        byte[] body = body("sample_" + (i + 1), LINES.get(i), now);
        added += workbench.operations().receive(body, "seed").messages();
      }
    }
    new Console(spec).line("%d contacts, %d messages added", PEOPLE.size(), added);
    return 0;
  }

  /// The line as a webhook body of the flat form, which takes a status of any word.
  private static byte[] body(String id, Line line, Instant now) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("wa_id", line.with().waId())
        .put("name", line.with().name())
        .put("text", line.text())
        .put("type", line.type())
        .put("status", line.status())
        .put("timestamp", now.minus(line.ago()).toString())
        .toString()
        .getBytes(UTF_8);
  }
}
