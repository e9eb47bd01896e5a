package dev.parley.http;

import static dev.parley.http.RunningHooks.PATIENT;
import static dev.parley.http.RunningHooks.RECEIVED;
import static dev.parley.http.RunningHooks.SETTINGS;
import static dev.parley.http.RunningHooks.chat;
import static dev.parley.http.RunningHooks.id;
import static dev.parley.http.RunningParley.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Events about erased people are not delivered.
@Timeout(60)
final class HooksErasureTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with(SETTINGS);

  @RegisterExtension static final RunningHooks hooks = new RunningHooks(parley);

  @Test
  void erasureRemovesEventsThatWaitForAFailingReceiver() {
    try (HookReceiver receiver = new HookReceiver(HookReceiver.answering(500))) {
      JsonNode hook = hooks.add(receiver, RECEIVED);
      String chat = chat();
      hooks.receive(chat, "first", "second", "third");
      Waiting.until("four attempts are logged", () -> hooks.deliveries(id(hook)).size() >= 4);

      var erased = parley.ask("DELETE", "/api/contacts/" + chat, new byte[0]);
      assertTrue(erased.statusCode() < 300, erased::body);
      String receipt = "/api/erasures/" + json(erased).path("id").asString();
      Waiting.until(
          "the erasure is done",
          () -> json(parley.get(receipt)).path("status").asString().equals("done"));
      receiver.becomes(HookReceiver.answering(200));
      Waiting.until("no event waits", () -> hooks.waiting(id(hook)) == 0);

      while (!receiver.isQuiet()) {
        assertEquals("first", receiver.next().text(), "tried before the erasure");
      }
    }
  }

  /// The delivering process still has the event in memory.
  @Test
  void erasureAbortsDeliveriesUnderWay() throws Exception {
    AtomicBoolean brokenOff = new AtomicBoolean();
    try (RunningParley own = RunningParley.start(parley.folder().resolve("erased"), PATIENT);
        HookReceiver receiver = new HookReceiver(HookReceiver.dripping(brokenOff))) {
      RunningHooks theirs = new RunningHooks(own);
      String hook = id(theirs.add(receiver, RECEIVED));
      String chat = chat();
      String other = chat();
      theirs.receive(chat, "first", "second");
      assertEquals("first", receiver.next().text());

      receiver.becomes(HookReceiver.answering(204));
      assertTrue(own.ask("DELETE", "/api/contacts/" + chat, new byte[0]).statusCode() < 300);
      Waiting.until("the call is broken off", brokenOff::get);
      theirs.receive(other, "goes on");

      assertEquals("goes on", receiver.next().text());
      Waiting.until("nothing waits", () -> theirs.waiting(hook) == 0);
      assertTrue(receiver.isQuiet());
    }
  }
}
