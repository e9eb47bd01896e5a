package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// One message under its two ids, with the customer's number and with their user id, delivered
/// twice in either order, with reports about it before, between and after.
final class RedeliveryTest {
  private static final String NUMBER = "447700900001";
  private static final String USER = "GB.5550001112223334001";
  private static final String BY_NUMBER = "\"from\":\"" + NUMBER + "\"";
  private static final String BY_USER = "\"from_user_id\":\"" + USER + "\"";
  private static final String BY_BOTH = BY_NUMBER + "," + BY_USER;
  private static final byte[] THEIRS = rest(0x12, "3EB0AB12CD34EF5678AB");
  private static final byte[] OURS = rest(0x11, "7C0FFEE0123456789A");

  /// Each test has its own customer.
  private static final AtomicInteger CUSTOMERS = new AtomicInteger();

  @RegisterExtension static final RunningParley parley = RunningParley.with();

  private final String customer = "%03d".formatted(CUSTOMERS.incrementAndGet());
  private final String number = NUMBER.replaceFirst("001$", customer);
  private final String user = USER.replaceFirst("001$", customer);
  private int events;

  @AfterAll
  static void stop() {
    parley.close();
    assertEquals(List.of(), RunningParley.audit(parley.folder()).findings());
  }

  /// The sender according to the first webhook and to its repetition, each with its id.
  static List<List<String>> deliveries() {
    List<List<String>> all = new ArrayList<>();
    for (List<String> order : List.of(List.of("number", "user"), List.of("user", "number"))) {
      for (String first : List.of(BY_BOTH, BY_USER)) {
        for (String second : List.of(BY_BOTH, BY_NUMBER, BY_USER)) {
          all.add(List.of(order.get(0), order.get(1), first, second));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void aMessageUnderItsOtherIdIsTheSameMessage(List<String> delivery) {
    meet();

    deliver(id(delivery.get(0), THEIRS), delivery.get(2));
    deliver(id(delivery.get(1), THEIRS), delivery.get(3));

    assertEquals(List.of("hi", "theirs"), allTexts());
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void reportsBetweenTwoDeliveriesBelongToOneMessage(List<String> delivery) {
    meet();

    deliver(id(delivery.get(0), THEIRS), delivery.get(2));
    react(id(delivery.get(1), THEIRS), delivery.get(3));
    edit(id(delivery.get(1), THEIRS), delivery.get(3));
    deliver(id(delivery.get(1), THEIRS), delivery.get(3));

    assertEquals(List.of("hi", "theirs, edited"), allTexts());
    assertEquals("👍", byText("theirs, edited").at("/reactions/0/emoji").stringValue());
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void earlyReportsWaitForTheirMessage(List<String> delivery) {
    meet();

    react(id(delivery.get(1), THEIRS), delivery.get(3));
    edit(id(delivery.get(1), THEIRS), delivery.get(3));
    deliver(id(delivery.get(0), THEIRS), delivery.get(2));
    deliver(id(delivery.get(1), THEIRS), delivery.get(3));

    assertEquals(List.of("hi", "theirs, edited"), allTexts());
    assertEquals("👍", byText("theirs, edited").at("/reactions/0/emoji").stringValue());
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void aReplyThatComesFirstOrLastQuotesTheOneMessage(List<String> delivery) {
    meet();

    reply(id(delivery.get(1), THEIRS), delivery.get(3), "before");
    deliver(id(delivery.get(0), THEIRS), delivery.get(2));
    deliver(id(delivery.get(1), THEIRS), delivery.get(3));
    reply(id(delivery.get(1), THEIRS), delivery.get(3), "after");

    String stored = byText("theirs").get("id").stringValue();
    assertEquals(id(delivery.get(0), THEIRS), stored);
    for (String reply : List.of("before", "after")) {
      String quoted = byText(reply).get("reply_to").stringValue();
      JsonNode theirs = byText("theirs");
      assertTrue(List.of(stored, theirs.get("meta_msg_id").stringValue()).contains(quoted), reply);
    }
    assertEquals(4, allTexts().size(), allTexts()::toString);
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void anEchoUnderItsOtherIdIsTheSameMessageWithItsStatuses(List<String> delivery) {
    meet();

    status(id(delivery.get(1), OURS), delivery.get(3), "delivered");
    echo(id(delivery.get(0), OURS), delivery.get(2));
    echo(id(delivery.get(1), OURS), delivery.get(3));
    status(id(delivery.get(1), OURS), delivery.get(3), "read");

    assertEquals(List.of("hi", "ours"), allTexts());
    assertEquals("read", byText("ours").get("status").stringValue());
    assertEquals(
        "2026-09-26T05:20:01.000Z", byText("ours").at("/status_times/delivered").stringValue());
  }

  /// WhatsApp's id of a message that was sent through Parley is learned from a status.
  @ParameterizedTest
  @ValueSource(strings = {"number", "user"})
  void aMessageThatWeSentIsFoundUnderBothOfWhatsAppsIds(String told) {
    String other = told.equals("number") ? "user" : "number";
    String sentAs = "\",\"biz_opaque_callback_data\":\"our-" + customer;
    meet();
    parley.post(
        "/api/send",
        "{\"wa_id\":\"%s\",\"id\":\"our-%s\",\"text\":\"ours\"}".formatted(number, customer));

    react(id(other, OURS), BY_BOTH);
    status(id(told, OURS) + sentAs, BY_BOTH, "delivered");
    status(id(other, OURS), BY_BOTH, "read");

    assertEquals(List.of("hi", "ours"), allTexts());
    assertEquals("read", byText("ours").get("status").stringValue());
    assertEquals("👍", byText("ours").at("/reactions/0/emoji").stringValue());
    assertEquals(id("number", OURS), byText("ours").get("meta_msg_id").stringValue());
  }

  /// The number is unknown when the message arrives first.
  @Test
  void aMessageComesAgainOnceTheNumberIsKnown() {
    react(id("user", THEIRS), BY_USER);
    edit(id("user", THEIRS), BY_USER);
    deliver(id("user", THEIRS), BY_USER);
    deliver(id("number", THEIRS), BY_BOTH);
    deliver(id("user", THEIRS), BY_BOTH);
    deliver(id("user", THEIRS), BY_USER);

    assertEquals(List.of("theirs, edited"), allTexts());
    assertEquals("👍", byText("theirs, edited").at("/reactions/0/emoji").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"number", "user"})
  void theNumberBecomesKnownWithTheirMessage(String second) {
    react(id("user", THEIRS), BY_USER);
    deliver(id(second, THEIRS), BY_BOTH);
    deliver(id("user", THEIRS), BY_USER);

    assertEquals(List.of("theirs"), allTexts());
    assertEquals("👍", byText("theirs").at("/reactions/0/emoji").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"number", "user"})
  void theNumberBecomesKnownWithAnOutgoingMessage(String second) {
    status(id("user", OURS), BY_USER, "read");
    echo(id(second, OURS), BY_BOTH);
    echo(id("user", OURS), BY_USER);

    assertEquals(List.of("ours"), allTexts());
    assertEquals("read", byText("ours").get("status").stringValue());
  }

  /// In any order, and with every delivery twice, the result is the same single message.
  @Test
  void everyOrderHasTheSameResult() {
    meet();
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("seed " + seed);
    List<Runnable> all =
        List.of(
            () -> deliver(id("number", THEIRS), BY_BOTH),
            () -> deliver(id("user", THEIRS), BY_BOTH),
            () -> deliver(id("user", THEIRS), BY_USER),
            () -> react(id("user", THEIRS), BY_USER),
            () -> edit(id("number", THEIRS), BY_BOTH),
            () -> echo(id("user", OURS), BY_USER),
            () -> echo(id("number", OURS), BY_BOTH),
            () -> status(id("user", OURS), BY_USER, "read"),
            () -> status(id("number", OURS), BY_BOTH, "delivered"));
    List<Integer> order = new ArrayList<>(IntStream.range(0, 2 * all.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    for (int i : order) {
      all.get(i / 2).run();
    }

    List<String> texts = new ArrayList<>(allTexts());
    Collections.sort(texts);
    assertEquals(List.of("hi", "ours", "theirs, edited"), texts, "seed " + seed);
    assertEquals("read", byText("ours").get("status").stringValue(), "seed " + seed);
    assertEquals(
        "👍", byText("theirs, edited").at("/reactions/0/emoji").stringValue(), "seed " + seed);
  }

  /// Parley learns that the number and the user id belong to one person.
  private void meet() {
    post(
        "\"messages\":[{\"id\":\"wamid.hi%s\",\"timestamp\":\"1790300000\",%s,\"type\":\"text\",\"text\":{\"body\":\"hi\"}}]"
            .formatted(customer, BY_BOTH));
  }

  private void deliver(String id, String from) {
    post(
        "\"messages\":[{\"id\":\"%s\",\"timestamp\":\"1790400001\",%s,\"type\":\"text\",\"text\":{\"body\":\"theirs\"}}]"
            .formatted(id, from));
  }

  private void react(String id, String from) {
    post(
        "\"messages\":[{\"id\":\"wamid.%s-r%d\",\"timestamp\":\"1790400002\",%s,\"type\":\"reaction\",\"reaction\":{\"message_id\":\"%s\",\"emoji\":\"👍\"}}]"
            .formatted(customer, ++events, from, id));
  }

  private void edit(String id, String from) {
    post(
        "\"messages\":[{\"id\":\"wamid.%s-e%d\",\"timestamp\":\"1790400003\",%s,\"type\":\"edit\",\"edit\":{\"original_message_id\":\"%s\",\"message\":{\"type\":\"text\",\"text\":{\"body\":\"theirs, edited\"}}}}]"
            .formatted(customer, ++events, from, id));
  }

  private void reply(String id, String from, String text) {
    post(
        "\"messages\":[{\"id\":\"wamid.%s-q%d\",\"timestamp\":\"1790400004\",%s,\"type\":\"text\",\"text\":{\"body\":\"%s\"},\"context\":{\"id\":\"%s\"}}]"
            .formatted(customer, ++events, from, text, id));
  }

  private void echo(String id, String from) {
    post(
        "\"message_echoes\":[{\"id\":\"%s\",\"timestamp\":\"1790400001\",\"from\":\"15550783881\",%s,\"type\":\"text\",\"text\":{\"body\":\"ours\"}}]"
            .formatted(id, from.replace("from", "to")));
  }

  private void status(String id, String from, String status) {
    String recipient =
        from.replace("\"from\"", "\"recipient_id\"").replace("from_user_id", "recipient_user_id");
    post(
        "\"statuses\":[{\"id\":\"%s\",\"timestamp\":\"1790400001\",%s,\"status\":\"%s\"}]"
            .formatted(id, recipient, status));
  }

  private void post(String lists) {
    assertEquals(
        200,
        parley
            .post(
                "/webhook",
                """
                {"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{
                "metadata":{"display_phone_number":"15550783881","phone_number_id":"1"},%s}}]}]}
                """
                    .formatted(lists.replace(NUMBER, number).replace(USER, user)))
            .statusCode());
  }

  private static byte[] rest(int direction, String token) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x00);
    out.write(direction);
    out.write(0x18);
    out.write(token.length());
    out.writeBytes(token.getBytes(US_ASCII));
    out.write(0x00);
    return out.toByteArray();
  }

  /// The id of a message, which contains the number or the user id of its customer.
  private String id(String kind, byte[] rest) {
    boolean scoped = kind.equals("user");
    byte[] address = (scoped ? user : number).getBytes(US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x1C, 0x18, (byte) address.length});
    out.writeBytes(address);
    out.writeBytes(new byte[] {0x15, (byte) (scoped ? 0x14 : 0x02)});
    out.writeBytes(rest);
    return "wamid." + Base64.getEncoder().encodeToString(out.toByteArray());
  }

  /// The messages of the customer, who has one chat.
  private List<JsonNode> messages() {
    List<JsonNode> chats =
        RunningParley.json(parley.get("/api/chats?limit=1000"))
            .valueStream()
            .filter(it -> List.of(number, user).contains(it.get("wa_id").stringValue()))
            .toList();
    assertEquals(1, chats.size(), chats::toString);
    return chats.getFirst().get("messages").valueStream().toList();
  }

  private List<String> allTexts() {
    return messages().stream().map(it -> it.get("text").stringValue()).toList();
  }

  private JsonNode byText(String text) {
    return messages().stream()
        .filter(it -> it.get("text").stringValue().equals(text))
        .findFirst()
        .orElseThrow();
  }
}
