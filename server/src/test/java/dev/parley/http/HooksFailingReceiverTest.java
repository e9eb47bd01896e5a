package dev.parley.http;

import static dev.parley.http.RunningHooks.PATIENT;
import static dev.parley.http.RunningHooks.RECEIVED;
import static dev.parley.http.RunningHooks.SETTINGS;
import static dev.parley.http.RunningHooks.chat;
import static dev.parley.http.RunningHooks.id;
import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Waiting;
import dev.parley.hostile.LogWatch;
import dev.parley.http.HookReceiver.Call;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Receivers of outgoing webhooks that fail in every way: events are tried again, in order, and no
/// other hook waits.
@Timeout(60)
final class HooksFailingReceiverTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with(SETTINGS);

  @RegisterExtension static final RunningHooks hooks = new RunningHooks(parley);

  @Test
  void failedDeliveriesAreRetriedWithTheSameIdAndInOrder() {
    String slow = chat();
    String other = chat();
    AtomicInteger failures = new AtomicInteger();
    HookReceiver.Behaviour fails = HookReceiver.answering(500);
    HookReceiver.Behaviour works = HookReceiver.answering(200);
    try (HookReceiver receiver =
        new HookReceiver((call, out) ->
            (call.text().equals("first") && failures.incrementAndGet() <= 3)
                ? fails.answer(call, out)
                : works.answer(call, out))) {
      JsonNode hook = hooks.add(receiver, RECEIVED);
      hooks.receive(slow, "first", "second");
      hooks.receive(other, "meanwhile");

      List<Call> calls = receiver.next(6);
      List<Call> ofSlow =
          calls.stream().filter(it -> it.data().path("wa_id").asString().equals(slow)).toList();
      assertEquals(
          List.of("first", "first", "first", "first", "second"),
          ofSlow.stream().map(Call::text).toList());
      Set<String> ids = new HashSet<>(ofSlow.subList(0, 4).stream().map(Call::id).toList());
      assertEquals(1, ids.size());
      assertTrue(calls.indexOf(ofSlow.get(4)) > 0);
      assertTrue(
          calls.stream().map(Call::text).toList().indexOf("meanwhile") < 5,
          "the other chat did not wait");

      Waiting.until("six deliveries are logged", () -> hooks.deliveries(id(hook)).size() == 6);
      JsonNode log = hooks.deliveries(id(hook));
      assertEquals(3, log.findValues("delivered").stream().filter(it -> !it.asBoolean()).count());
      assertTrue(log.toString().contains("the receiver answered 500"), log::toString);
      assertEquals(2, json(parley.get("/api/hooks/" + id(hook) + "/deliveries?limit=2")).size());
    }
  }

  /// Each attempt fails immediately or after a second, and the reason is reported.
  @ParameterizedTest
  @CsvSource({
    "hang, the receiver did not answer within 1 seconds",
    "drip, the receiver did not answer within 1 seconds",
    "close, the connection ended before the receiver answered",
    "garbage, the connection ended before the receiver answered",
    "redirect, the receiver answered 302: redirects are not followed",
    "see-other, the receiver answered 303: redirects are not followed",
  })
  void aMisbehavingReceiverIsReportedAndDelaysNoOtherHook(String kind, String problem) {
    try (LogWatch log = new LogWatch();
        HookReceiver bad = new HookReceiver(misbehaviour(kind));
        HookReceiver good = new HookReceiver()) {
      JsonNode hook = hooks.add(bad, RECEIVED);
      hooks.add(good, RECEIVED);
      String chat = chat();
      hooks.receive(chat, "one", "two", "three");

      assertEquals(List.of("one", "two", "three"), good.next(3).stream().map(Call::text).toList());
      Waiting.until("a delivery is logged", () -> hooks.deliveries(id(hook)).size() > 0);
      assertEquals(problem, hooks.deliveries(id(hook)).get(0).path("problem").asString());
      Waiting.until("the hook fails", () -> !hooks.listed(id(hook)).path("failing_since").isNull());
      assertEquals(3, hooks.waiting(id(hook)));
      bad.becomes(HookReceiver.answering(200));
      Waiting.until("no event waits", () -> hooks.waiting(id(hook)) == 0);
      log.mentionsNoneOf(List.of("SSH-2.0", "169.254"));
    }
  }

  private static HookReceiver.Behaviour misbehaviour(String kind) {
    return switch (kind) {
      case "hang" ->
          (_, _) -> {
            Thread.sleep(600_000); // Parley closes the connection before
            return false;
          };
      case "drip" ->
          (_, out) -> {
            for (byte one : "HTTP/1.1 200 OK\r\nServer: slow".getBytes(UTF_8)) {
              out.write(one);
              out.flush();
              Thread.sleep(300); // this receiver takes so long
            }
            return false;
          };
      case "close" -> (_, _) -> false;
      case "garbage" ->
          (_, out) -> {
            out.write("SSH-2.0-OpenSSH_9.2\r\n\r\n".getBytes(UTF_8));
            return false;
          };
      case "redirect" ->
          HookReceiver.answering(302, "Location", "http://169.254.169.254/latest/meta-data/");
      case "see-other" -> // clients follow it even after a POST
          HookReceiver.answering(303, "Location", "http://169.254.169.254/latest/meta-data/");
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @Test
  void anEndlessAnswerCountsAsADelivery() {
    byte[] junk = new byte[8_192];
    try (HookReceiver receiver =
        new HookReceiver((_, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n".getBytes(UTF_8));
          while (true) {
            out.write(junk);
          }
        })) {
      JsonNode hook = hooks.add(receiver, RECEIVED);
      String chat = chat();
      hooks.receive(chat, "one", "two");

      assertEquals(List.of("one", "two"), receiver.next(2).stream().map(Call::text).toList());
      Waiting.until("two deliveries are logged", () -> hooks.deliveries(id(hook)).size() == 2);
      assertTrue(hooks.deliveries(id(hook)).get(0).path("delivered").asBoolean());
    }
  }

  @Test
  void status410TurnsTheHookOffUntilItIsTurnedOn() {
    try (HookReceiver receiver = new HookReceiver(HookReceiver.answering(410))) {
      JsonNode hook = hooks.add(receiver, RECEIVED);
      hooks.receive(chat(), "one");
      receiver.next();

      Waiting.until("the hook is off", () -> !hooks.listed(id(hook)).path("active").asBoolean());
      assertTrue(receiver.isQuiet(), "nothing is tried again");
      assertEquals(
          "the receiver answered 410 Gone", hooks.listed(id(hook)).at("/off/reason").asString());
      Waiting.until(
          "/health shows the hook",
          () -> parley.get("/health").body().contains("\"hooks\":[{\"id\":\"" + id(hook)));
      assertEquals(200, parley.get("/health").statusCode());
      assertTrue(parley.get("/metrics").body().contains("parley_hooks_off 1.0"));
      String doctor = parley.get("/api/doctor").body();
      assertTrue(doctor.contains("1 outgoing webhooks were turned off"), doctor);
      hooks.receive(chat(), "two");
      receiver.becomes(HookReceiver.answering(200));

      JsonNode on = hooks.change(id(hook), "{\"active\":true}");
      assertTrue(on.path("off").isNull());
      assertEquals(
          Set.of("one", "two"), Set.copyOf(receiver.next(2).stream().map(Call::text).toList()));
    }
  }

  /// There are more events than are kept in memory for one hook.
  @Test
  void aHangingReceiverDelaysNoOtherHook() throws Exception {
    int calls = 24;
    int messages = 50;
    CountDownLatch end = new CountDownLatch(1);
    try (RunningParley own = RunningParley.start(parley.folder().resolve("hangs"), PATIENT);
        HookReceiver bad =
            new HookReceiver((_, _) -> {
              end.await();
              return false;
            });
        HookReceiver good = new HookReceiver()) {
      RunningHooks theirs = new RunningHooks(own);
      String slow = id(theirs.add(bad, RECEIVED));
      theirs.add(good, RECEIVED);
      for (int call = 0; call < calls; call++) {
        receiveMany(own, call * messages, messages);
      }

      Set<String> ids = new HashSet<>();
      good.next(calls * messages).forEach(it -> ids.add(it.id()));
      assertEquals(calls * messages, ids.size());
      Waiting.until("its log is saved", () -> theirs.waiting(slow) == 1_000);
      assertTrue(theirs.deliveries(slow).isEmpty(), "nothing of it has ended");
    } finally {
      end.countDown();
    }
  }

  private static void receiveMany(RunningParley at, int first, int count) {
    String messages =
        IntStream.range(first, first + count)
            .mapToObj(i ->
                "{\"id\":\"wamid.many%d\",\"from\":\"1555030%04d\",\"timestamp\":\"1780000000\",\"type\":\"text\",\"text\":{\"body\":\"%d\"}}"
                    .formatted(i, i % 100, i))
            .collect(Collectors.joining(","));
    assertEquals(200, at.post("/webhook", "{\"messages\":[%s]}".formatted(messages)).statusCode());
  }
}
