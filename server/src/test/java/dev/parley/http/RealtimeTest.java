package dev.parley.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.http.ConnectedClient.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests every event of the API between the real product and clients.
@Timeout(120)
final class RealtimeTest {
  @RegisterExtension static final RunningParley parley = RunningParley.with();

  @Test
  void aConnectedClientReceivesItsId() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      assertEquals(client.id(), client.hear("connected").text("socketId"));
    }
  }

  @Test
  void aStoredMessageIsSentAndMovesItsChat() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      parley.post("/api/send", "{\"wa_id\":\"801\",\"text\":\"Hello\",\"id\":\"rt-1\"}");

      Event message = client.hear("newMessage", it -> it.text("id").equals("rt-1"));
      Event moved = client.hear("chatListUpdate");
      assertEquals("Hello", message.text("text"));
      assertEquals("new_message", moved.text("type"));
      assertEquals("801", moved.text("wa_id"));
      ObjectNode shown = message.payload().deepCopy();
      assertEquals(moved.text("position"), shown.remove("position").asText());
      assertEquals(shown, moved.payload().path("message"));
    }
  }

  @Test
  void aMessageSentTwiceIsPublishedOnce() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      parley.post("/api/send", "{\"wa_id\":\"802\",\"text\":\"x\",\"id\":\"rt-2\"}");
      parley.post("/api/send", "{\"wa_id\":\"802\",\"text\":\"x\",\"id\":\"rt-2\"}");
      parley.post("/api/send", "{\"wa_id\":\"802\",\"text\":\"y\",\"id\":\"rt-3\"}");

      client.hear("newMessage", it -> it.text("id").equals("rt-2"));
      Event next = client.hear("newMessage", it -> it.text("wa_id").equals("802"));
      assertEquals("rt-3", next.text("id"));
    }
  }

  @Test
  void aStatusIsSentToClients() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      parley.post("/api/send", "{\"wa_id\":\"803\",\"text\":\"x\",\"id\":\"rt-4\"}");
      parley.post("/webhook", "{\"id\":\"rt-4\",\"status\":\"read\"}");

      Event status = client.hear("messageStatusUpdate", it -> it.text("id").equals("rt-4"));
      assertEquals("read", status.text("status"));
      assertEquals("803", status.text("wa_id"));
      assertEquals("rt-4", status.text("meta_msg_id"));
      assertFalse(status.text("timestamp").isEmpty());
    }
  }

  /// The program that sends the message to WhatsApp passes Parley's id along, and WhatsApp returns
  /// this id with each status.
  @Test
  void aStatusWithParleysIdTeachesWhatsAppsId() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      parley.post("/api/send", "{\"wa_id\":\"810\",\"text\":\"x\",\"id\":\"rt-10\"}");
      parley.post("/webhook", status("wamid.rt-10", "delivered", "rt-10"));
      parley.post("/webhook", status("wamid.rt-10", "read", null));

      for (String word : List.of("delivered", "read")) {
        Event status = client.hear("messageStatusUpdate", it -> it.text("wa_id").equals("810"));
        assertEquals(
            List.of("rt-10", "wamid.rt-10", word),
            List.of(status.text("id"), status.text("meta_msg_id"), status.text("status")));
      }
      String messages = parley.get("/api/chats/810").body();
      assertTrue(messages.contains("\"meta_msg_id\":\"wamid.rt-10\""), messages);
    }
  }

  private static String status(String id, String word, @Nullable String sentAs) {
    return """
    {"statuses":[{"id":"%s","status":"%s","timestamp":"1789030811","recipient_id":"810"%s}]}
    """
        .formatted(
            id, word, sentAs == null ? "" : ",\"biz_opaque_callback_data\":\"" + sentAs + "\"");
  }

  @Test
  void readingAChatIsSentToClients() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley)) {
      parley.post("/api/send", incoming("804", "rt-5"));
      parley.post("/api/send", incoming("804", "rt-6"));

      JsonNode answer = client.ask("mark-read", "{\"wa_id\":\"804\"}");

      Event read = client.hear("messageStatusUpdate", it -> it.text("wa_id").equals("804"));
      assertEquals(2, answer.path("updated").asInt());
      assertEquals("bulk_read", read.text("type"));
      assertEquals(2, read.payload().path("ids").size());
      assertTrue(read.payload().path("meta_msg_id").isNull());
    }
  }

  @Test
  void aTextCanBeSentByAnEvent() throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley);
        ConnectedClient other = ConnectedClient.to(parley)) {
      JsonNode answer = client.ask("send", "{\"wa_id\":\"805\",\"text\":\"Hi\",\"id\":\"rt-7\"}");

      assertTrue(answer.path("success").asBoolean());
      assertEquals("rt-7", answer.path("message").path("id").asText());
      other.hear("newMessage", it -> it.text("id").equals("rt-7"));
    }
  }

  @Test
  void aUserIsOnlineUntilTheirLastSocketLeaves() throws Exception {
    try (ConnectedClient watching = ConnectedClient.to(parley)) {
      ConnectedClient first = ConnectedClient.to(parley);
      ConnectedClient second = ConnectedClient.to(parley);
      first.ask("join-user", "{\"userId\":\"agent 1\"}");
      second.ask("join-user", "{\"userId\":\"agent 1\"}");
      Event came = watching.hear("userOnlineStatus", it -> it.text("wa_id").equals("agent 1"));
      first.close();
      ConnectedClient third = ConnectedClient.to(parley);
      third.ask("join-user", "{\"userId\":\"agent 2\"}");
      Event next = watching.hear("userOnlineStatus", it -> it.text("wa_id").startsWith("agent"));

      second.close();
      Event left = watching.hear("userOnlineStatus", it -> it.text("wa_id").equals("agent 1"));

      assertTrue(came.payload().path("is_online").asBoolean());
      assertEquals("agent 2", next.text("wa_id"));
      assertFalse(left.payload().path("is_online").asBoolean());
      third.close();
    }
  }

  @Test
  void aConnectedContactIsOnlineOverRestToo() throws Exception {
    parley.post("/api/contacts", "{\"wa_id\":\"806\",\"name\":\"Alice\"}");
    try (ConnectedClient watching = ConnectedClient.to(parley);
        ConnectedClient client = ConnectedClient.to(parley)) {
      client.ask("join-user", "{\"userId\":\"806\"}");

      watching.hear("userOnlineStatus", it -> it.text("wa_id").equals("806"));
      assertTrue(parley.get("/api/contacts").body().contains("\"wa_id\":\"806\""));
      assertTrue(contactIsOnline("806"));
    }
  }

  private static boolean contactIsOnline(String waId) {
    for (var contact : RunningParley.json(parley.get("/api/contacts"))) {
      if (contact.get("wa_id").stringValue().equals(waId)) {
        return contact.get("is_online").booleanValue();
      }
    }
    throw new AssertionError("no contact " + waId);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "typing|{\"chatId\":\"807\",\"wa_id\":\"1\",\"name\":\"Bob\"}|true",
        "stop-typing|{\"chatId\":\"807\",\"wa_id\":\"1\",\"name\":\"Bob\"}|false",
        "userTyping|{\"wa_id\":\"807\",\"isTyping\":true,\"name\":\"Bob\"}|true",
        "userTyping|{\"chatId\":\"807\",\"wa_id\":\"1\",\"isTyping\":false,\"name\":\"Bob\"}|false"
      })
  void typingReachesTheOthersInTheChat(String event, String payload, boolean typing)
      throws Exception {
    try (ConnectedClient typist = ConnectedClient.to(parley);
        ConnectedClient inChat = ConnectedClient.to(parley);
        ConnectedClient elsewhere = ConnectedClient.to(parley)) {
      typist.ask("join-chat", "{\"chatId\":\"807\"}");
      inChat.ask("join-chat", "{\"chatId\":\"807\"}");
      elsewhere.ask("join-chat", "{\"chatId\":\"808\"}");

      typist.ask(event, payload);

      Event relayed = inChat.hear("userTyping");
      assertEquals(typing, relayed.payload().path("isTyping").asBoolean());
      assertEquals("Bob", relayed.text("name"));
      assertTrue(typist.soFar().stream().noneMatch(it -> it.name().equals("userTyping")));
      assertTrue(elsewhere.soFar().stream().noneMatch(it -> it.name().equals("userTyping")));
    }
  }

  @Test
  void clientsOutsideAChatReceiveNoTyping() throws Exception {
    try (ConnectedClient typist = ConnectedClient.to(parley);
        ConnectedClient left = ConnectedClient.to(parley)) {
      left.ask("join-chat", "{\"chatId\":\"809\"}");
      left.ask("leave-chat", "{\"chatId\":\"809\"}");

      typist.ask("typing", "{\"chatId\":\"809\",\"wa_id\":\"1\"}");

      assertTrue(left.soFar().stream().noneMatch(it -> it.name().equals("userTyping")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "join-user|{}",
        "join-user|[]",
        "join-user|{\"userId\":{}}",
        "join-user|\"x\"",
        "join-chat|{\"chatId\":null}",
        "typing|{\"chatId\":\"1\"}",
        "typing|{\"chatId\":\"1\",\"wa_id\":\"not an address\"}",
        "userTyping|{\"wa_id\":\"1\"}",
        "userTyping|{\"wa_id\":\"1\",\"isTyping\":\"perhaps\"}",
        "send|{\"wa_id\":\"1\"}",
        "send|{\"wa_id\":\"1\",\"text\":\"  \"}",
        "mark-read|{}"
      })
  void anInvalidPayloadIsAnsweredAndNotForwarded(String event, String payload) throws Exception {
    try (ConnectedClient client = ConnectedClient.to(parley);
        ConnectedClient other = ConnectedClient.to(parley)) {
      other.ask("join-chat", "{\"chatId\":\"1\"}");

      JsonNode answer = client.ask(event, payload);

      assertEquals("invalid_request", answer.path("code").asText(), answer::toString);
      assertFalse(answer.path("error").asText().isEmpty());
      assertFalse(answer.path("requestId").asText().isEmpty());
      assertTrue(other.soFar().stream().noneMatch(it -> it.name().equals("userTyping")));
    }
  }

  @Test
  void allClientsReceiveAChatsMessagesOnceInOneOrder() throws Exception {
    try (ConnectedClient one = ConnectedClient.to(parley);
        ConnectedClient two = ConnectedClient.to(parley);
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      threads.invokeAll(
          IntStream.range(0, 300)
              .<Callable<Integer>>mapToObj(
                  i -> () -> parley.post("/api/send", incoming("810", "order-" + i)).statusCode())
              .toList());

      List<Integer> inOrder = IntStream.rangeClosed(1, 300).boxed().toList();
      assertEquals(inOrder, places(one));
      assertEquals(inOrder, places(two));
    }
  }

  private static List<Integer> places(ConnectedClient client) {
    return IntStream.range(0, 300)
        .mapToObj(_ -> {
          try {
            return client.hear("newMessage", it -> it.text("wa_id").equals("810"));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        })
        .map(event -> event.payload().path("seq").asInt())
        .toList();
  }

  @Test
  void theClientForBrowsersIsServed() {
    assertEquals(200, parley.get("/socket.io/socket.io.js").statusCode());
    assertEquals(400, parley.get("/socket.io/other.js").statusCode());
  }

  @Test
  void pollingAllowsTheSameOriginsAsTheRestApi() {
    var answer =
        parley.get("/socket.io/?EIO=4&transport=polling", "Origin", "http://localhost:3000");

    assertEquals(
        "http://localhost:3000",
        answer.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, true",
    "HTTP://LOCALHOST:3000, true",
    "http://localhost:3001, false",
    "https://elsewhere.example, false",
    "null, false",
  })
  void onlyPagesOfTheNamedOriginsOpenWebSockets(String origin, boolean may) throws Exception {
    assertEquals(may, upgrade(origin) == 101);
  }

  @Test
  void aPageThatParleyServesOpensWebSockets() throws Exception {
    assertEquals(101, upgrade("https://127.0.0.1:" + parley.port()));
  }

  @Test
  void pagesOfOtherOriginsDoNotPoll() {
    var answer =
        parley.get("/socket.io/?EIO=4&transport=polling", "Origin", "https://elsewhere.example");

    assertEquals(403, answer.statusCode());
    assertEquals("{\"code\":4,\"message\":\"Forbidden\"}", answer.body());
  }

  private static int upgrade(String origin) throws IOException {
    try (Socket socket = parley.connect()) {
      socket
          .getOutputStream()
          .write(
              """
              GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
              Host: 127.0.0.1:%d
              Origin: %s
              Upgrade: websocket
              Connection: Upgrade
              Sec-WebSocket-Version: 13
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

              """
                  .formatted(parley.port(), origin)
                  .replace("\n", "\r\n")
                  .getBytes(US_ASCII));
      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      return Integer.parseInt(answer.readLine().split(" ", -1)[1]);
    }
  }

  private static String incoming(String chat, String id) {
    return "{\"wa_id\":\"%s\",\"text\":\"Hi\",\"type\":\"incoming\",\"id\":\"%s\"}"
        .formatted(chat, id);
  }
}
