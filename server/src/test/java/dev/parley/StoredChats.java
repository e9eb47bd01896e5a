package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// All data of a server, read like a client: page by page.
///
/// @param chats the chats as they are listed, by `wa_id`
/// @param messages the messages by id
record StoredChats(Map<String, JsonNode> chats, Map<String, JsonNode> messages) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
  private static final Comparator<JsonNode> ORDER =
      Comparator.comparing((JsonNode message) -> message.path("timestamp").asText())
          .thenComparingLong(message -> message.path("seq").asLong());

  /// Reads everything, and checks the rules for all chats: unique ids, `seq` 1, 2, 3 ... without
  /// gaps, and a summary that agrees with the messages.
  ///
  /// @param page the number of messages to request at once
  static StoredChats read(URI server, int page) throws IOException, InterruptedException {
    Map<String, JsonNode> chats = new HashMap<>();
    Map<String, JsonNode> messages = new HashMap<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (JsonNode chat : pages(http, server, "/api/chats?messages=0&limit=20")) {
        String waId = chat.path("wa_id").asText();
        assertNull(chats.put(waId, chat), waId + " is listed twice");
        List<JsonNode> own = pages(http, server, "/api/chats/" + waId + "?limit=" + page);
        for (JsonNode message : own) {
          String id = message.path("id").asText();
          assertNull(messages.put(id, message), id + " is listed twice");
        }
        check(chat, own.stream().sorted(ORDER).toList());
      }
    }
    return new StoredChats(chats, messages);
  }

  /// The message of this id; a missing node if there is none.
  JsonNode message(String id) {
    return messages.getOrDefault(id, JSON.missingNode());
  }

  /// The exact status: `status` has only the words that old clients know.
  static Status status(JsonNode message) {
    return Status.valueOf(message.path("delivery").asText().toUpperCase(Locale.ROOT));
  }

  private static void check(JsonNode chat, List<JsonNode> messages) {
    String waId = chat.path("wa_id").asText();
    List<Integer> seqs = messages.stream().map(it -> it.path("seq").asInt()).sorted().toList();
    assertEquals(IntStream.rangeClosed(1, messages.size()).boxed().toList(), seqs, waId);
    assertEquals(messages.size(), chat.path("seq").asInt(), waId);
    assertEquals(messages.getLast(), chat.path("lastMessage"), waId);
    long unread =
        messages.stream()
            .filter(it -> it.path("type").asText().equals("incoming") && !status(it).seen())
            .count();
    assertEquals(unread, chat.path("unreadCount").asLong(), waId);
  }

  private static List<JsonNode> pages(HttpClient http, URI server, String first)
      throws IOException, InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    @Nullable String next = first;
    while (next != null) {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(server.resolve(next)).build(), BodyHandlers.ofByteArray());
      assertEquals(200, answer.statusCode());
      JSON.readTree(answer.body()).forEach(all::add);
      next = next(answer.headers().firstValue("Link"));
    }
    return all;
  }

  private static @Nullable String next(Optional<String> link) {
    Matcher matcher = NEXT.matcher(link.orElse(""));
    return matcher.find() ? matcher.group(1) : null;
  }
}
