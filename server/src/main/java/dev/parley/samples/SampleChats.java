package dev.parley.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Ingested;
import dev.parley.chat.WaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Sample conversations: the people of the replaced backend, with messages of the business that
/// have each of the four words of `status`.
public final class SampleChats {
  static final Person ALICE = new Person(new WaId("1234567890"), "Alice Johnson");
  static final Person BOB = new Person(new WaId("9876543210"), "Bob Smith");
  static final Person CAROL = new Person(new WaId("5551234567"), "Carol Davis");
  static final Person DAVID = new Person(new WaId("5557654321"), "David Wilson");

  static final List<Person> PEOPLE = List.of(ALICE, BOB, CAROL, DAVID);

  private static final String SOURCE = "seed";

  private static final List<Line> LINES =
      List.of(
          in(ALICE, "read", "Hello! Do you deliver on Saturdays?", 180),
          out(ALICE, "read", "We do, from nine to noon.", 175),
          in(ALICE, "read", "Lovely. Two loaves of rye then, please.", 170),
          out(ALICE, "delivered", "Noted. You will get a message when they leave.", 165),
          in(BOB, "read", "Is my bicycle ready?", 120),
          out(BOB, "read", "The new chain is on, you can fetch it any time today.", 110),
          in(BOB, "delivered", "Thanks, I will be there at five.", 100),
          out(CAROL, "delivered", "Your appointment is on Thursday at 14:00.", 45),
          in(CAROL, "read", "Could we make it 15:00?", 30),
          out(CAROL, "sent", "15:00 it is.", 25),
          out(DAVID, "failed", "Your invoice is attached to our mail of today.", 20));

  private SampleChats() {}

  /// The target of sample conversations. Every method blocks until its data is on disk.
  public interface Inbox {
    /// Gives a contact a name, and creates the contact if it does not exist.
    void nameContact(WaId waId, String name);

    /// Stores a webhook body.
    ///
    /// @param source the source that is kept with each message
    Ingested receive(byte[] body, String source);
  }

  /// The number of added objects.
  ///
  /// @param contacts the number of sample contacts that exist now
  /// @param messages the number of new messages: 0 in a second run
  public record Added(int contacts, long messages) {}

  record Person(WaId waId, String name) {}

  /// @param type `incoming` or `outgoing`
  /// @param status one of `sent`, `delivered`, `read`, `failed`
  private record Line(Person with, String type, String status, String text, Duration ago) {}

  /// @param status `read` if the business has answered
  private static Line in(Person with, String status, String text, int minutesAgo) {
    return new Line(with, "incoming", status, text, Duration.ofMinutes(minutesAgo));
  }

  private static Line out(Person with, String status, String text, int minutesAgo) {
    return new Line(with, "outgoing", status, text, Duration.ofMinutes(minutesAgo));
  }

  /// Adds the sample conversations; a second time adds nothing.
  ///
  /// @param now the current time; the newest messages are some minutes older
  public static Added addTo(Inbox inbox, Instant now) {
    long messages = 0;
    for (Person person : PEOPLE) {
      inbox.nameContact(person.waId(), person.name());
    }
    for (int i = 0; i < LINES.size(); i++) {
      Line line = LINES.get(i);
      ObjectNode body =
          message("sample_" + (i + 1), line.with(), line.text(), now.minus(line.ago()))
              .put("type", line.type())
              .put("status", line.status());
      messages += inbox.receive(bytes(body), SOURCE).messages();
    }
    return new Added(PEOPLE.size(), messages);
  }

  /// A message as a webhook body in the flat form, which accepts any status word.
  static ObjectNode message(String id, Person with, String text, Instant at) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("wa_id", with.waId().value())
        .put("name", with.name())
        .put("text", text)
        .put("timestamp", at.toString());
  }

  static byte[] bytes(ObjectNode body) {
    return body.toString().getBytes(UTF_8);
  }
}
