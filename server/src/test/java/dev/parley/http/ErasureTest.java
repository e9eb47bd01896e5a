package dev.parley.http;

import static dev.parley.http.RunningParley.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.FolderFiles;
import dev.parley.TestClock;
import dev.parley.Waiting;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Nothing is left of an erased person: unique words are planted everywhere, and then looked for in
/// the bytes of every file, in every collection, and among the terms of every segment of the search
/// index.
@Timeout(120)
final class ErasureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NUMBER = "15559190001";
  private static final String OTHER = "15559190002";
  private static final String PAYLOAD = "the only bytes of plantedfilebytes";

  /// The planted words, which occur nowhere else. They are in lower case, so that they are also
  /// search terms.
  private static final List<String> MARKERS =
      List.of(
          "plantedtext",
          "plantededit",
          "plantedoutgoing",
          "plantedname",
          "plantedcaption",
          "plantedfilename",
          "plantedfilebytes",
          "plantednote",
          "plantedriddle",
          "plantedprofile");

  private static final List<String> TERMS =
      List.of("plantedtext", "plantedoutgoing", "plantedname", "plantedcaption");

  @TempDir Path folder;

  private Path data() {
    return folder.resolve("data");
  }

  private static String post(RunningParley parley, String path, String body) {
    HttpResponse<String> answer = parley.post(path, body);
    assertTrue(answer.statusCode() < 300, answer::body);
    return answer.body();
  }

  /// A message of the customer, as Meta sends it.
  private static String call(String id, String number, String text) {
    return calls(number, text, List.of(id));
  }

  /// Several messages of the customer, in one call.
  private static String calls(String number, String text, List<String> ids) {
    String profile = number.equals(NUMBER) ? "plantedprofile" : "Bob";
    String messages =
        ids.stream()
            .map(id ->
                """
                {"id":"%s","from":"%s","timestamp":"1795429800","type":"text",
                "text":{"body":"%s"}}\
                """
                    .formatted(id, number, text))
            .collect(Collectors.joining(","));
    return """
    {"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{
    "metadata":{"phone_number_id":"310987654321098"},
    "contacts":[{"wa_id":"%s","profile":{"name":"%s"}}],
    "messages":[%s]}}]}]}
    """
        .formatted(number, profile, messages)
        .replace("\n", "");
  }

  private static void plant(RunningParley parley) {
    for (int i = 0; i < 150; i += 10) { // more messages than one step or one page
      post(parley, "/webhook", calls(NUMBER, "plantedtext", ids("wamid.a", i)));
      post(parley, "/webhook", calls(OTHER, "something else", ids("wamid.b", i)));
    }
    post(
        parley,
        "/webhook",
        call("wamid.a1", NUMBER, "-")
            .replace("wamid.a1", "wamid.edit")
            .replace("\"type\":\"text\"", "\"type\":\"edit\"")
            .replace(
                "\"text\":{\"body\":\"-\"}",
                "\"edit\":{\"original_message_id\":\"wamid.a1\",\"message\":{\"type\":\"text\","
                    + "\"text\":{\"body\":\"plantededit\"}}}"));
    post(parley, "/api/contacts", "{\"wa_id\":\"%s\",\"name\":\"plantedname\"}".formatted(NUMBER));
    post(parley, "/api/send", "{\"wa_id\":\"%s\",\"text\":\"plantedoutgoing\"}".formatted(NUMBER));
    post(parley, "/api/chats/%s/notes".formatted(NUMBER), "{\"text\":\"plantednote\"}");
    sendFile(parley, NUMBER, upload(parley, PAYLOAD, "plantedfilename.txt"), "plantedcaption");
    String shared = upload(parley, "bytes that both chats have", "shared.txt");
    sendFile(parley, NUMBER, shared, "for one");
    sendFile(parley, OTHER, shared, "for the other");
    // an unknown body is kept unchanged
    parley.post("/webhook", "{\"riddle\":\"plantedriddle\",\"of\":\"%s\"}".formatted(NUMBER));
    post(parley, "/api/chats/%s/read".formatted(NUMBER), "{}");
  }

  private static List<String> ids(String begin, int first) {
    return IntStream.range(first, first + 10).mapToObj(i -> begin + i).toList();
  }

  private static String upload(RunningParley parley, String bytes, String name) {
    HttpResponse<String> answer =
        parley.ask(
            "POST", "/api/media?name=" + name, bytes.getBytes(UTF_8), "Content-Type", "text/plain");
    assertEquals(201, answer.statusCode(), answer::body);
    return json(answer).get("id").stringValue();
  }

  private static void sendFile(RunningParley parley, String chat, String file, String caption) {
    post(
        parley,
        "/api/send",
        "{\"wa_id\":\"%s\",\"content\":{\"type\":\"document\",\"media\":\"%s\",\"caption\":\"%s\"}}"
            .formatted(chat, file, caption));
  }

  private static boolean isIndexed(RunningParley parley, String word) {
    JsonNode found = json(parley.get("/api/search?q=" + word));
    return !found.has("indexing") && !found.get("messages").isEmpty();
  }

  /// The planted words that were found, with their places.
  private Map<String, Set<String>> found() {
    Map<String, Set<String>> found = new TreeMap<>();
    if (RunningParley.onMongoDb()) {
      for (String name : RunningParley.database(folder).listCollectionNames()) {
        for (Document document : RunningParley.database(folder).getCollection(name).find()) {
          note(found, name, text(document));
        }
      }
    }
    try {
      for (Path file : FolderFiles.of(data())) {
        note(found, data().relativize(file).toString(), FolderFiles.bytes(file));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return found;
  }

  /// Includes the content of binary values and of base64.
  private static String text(Object value) {
    return switch (value) {
      case Document document -> {
        StringBuilder all = new StringBuilder();
        document.forEach((name, field) -> all.append(name).append(' ').append(text(field)));
        yield all.toString();
      }
      case List<?> list -> {
        StringBuilder all = new StringBuilder();
        list.forEach(it -> all.append(text(it)).append(' '));
        yield all.toString();
      }
      case Binary binary -> new String(binary.getData(), ISO_8859_1);
      case null -> "";
      default -> value + " ";
    };
  }

  private static void note(Map<String, Set<String>> found, String place, String text) {
    for (String marker : MARKERS) {
      String base64 =
          Base64.getEncoder().encodeToString(marker.getBytes(UTF_8)).replaceAll("..?=*$", "");
      if (text.contains(marker) || text.contains(base64)) {
        found.computeIfAbsent(marker, _ -> new TreeSet<>()).add(place);
      }
    }
    if (text.contains(NUMBER)) {
      found.computeIfAbsent(NUMBER, _ -> new TreeSet<>()).add(place);
    }
  }

  /// The terms that a segment of the index on disk has.
  private Set<String> terms() throws IOException {
    Set<String> found = new TreeSet<>();
    try (FSDirectory directory = FSDirectory.open(data().resolve("search"));
        DirectoryReader reader = DirectoryReader.open(directory)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        for (FieldInfo field : leaf.reader().getFieldInfos()) {
          Terms terms = leaf.reader().terms(field.name);
          List<String> words = new ArrayList<>(TERMS);
          words.add(NUMBER);
          for (String word : words) {
            if (terms != null && terms.iterator().seekExact(new BytesRef(word))) {
              found.add(word);
            }
          }
        }
      }
    }
    return found;
  }

  private static JsonNode erase(RunningParley parley, String number) {
    HttpResponse<String> answer = parley.ask("DELETE", "/api/contacts/" + number, new byte[0]);
    assertTrue(Set.of(200, 202).contains(answer.statusCode()), answer::body);
    String id = json(answer).get("id").stringValue();
    Waiting.until(
        "the erasure is done",
        PATIENCE,
        () -> receipt(parley, id).get("status").stringValue().equals("done"));
    return receipt(parley, id);
  }

  private static JsonNode receipt(RunningParley parley, String id) {
    return json(parley.get("/api/erasures/" + id));
  }

  @Test
  void nothingIsLeftOfAnErasedPerson() throws IOException {
    TestClock clock = TestClock.running();
    String position;
    try (RunningParley parley = RunningParley.start(folder, clock)) {
      plant(parley);
      Waiting.until(
          "the search finds all terms",
          PATIENCE,
          () -> TERMS.stream().allMatch(it -> it.equals("plantedname") || isIndexed(parley, it)));
      position = json(parley.get("/api/sync")).get("position").stringValue();
    }
    Set<String> all = new TreeSet<>(MARKERS);
    all.add(NUMBER);
    assertEquals(all, found().keySet(), "the search finds what is there");
    assertEquals(
        Set.of(NUMBER, "plantedcaption", "plantedname", "plantedoutgoing", "plantedtext"), terms());

    try (RunningParley parley = RunningParley.start(folder, clock)) {
      JsonNode receipt = erase(parley, NUMBER);

      JsonNode erased = receipt.get("erased");
      assertEquals(1, erased.get("chats").intValue());
      assertEquals(1, erased.get("contacts").intValue());
      assertEquals(153, erased.get("messages").intValue());
      assertEquals(1, erased.get("notes").intValue());
      assertEquals(1, erased.get("files").intValue());
      assertEquals(1, erased.get("webhook_bodies").intValue());
      assertFalse(receipt.toString().contains(NUMBER), receipt::toString);
      assertEquals(Set.of(), terms(), "terms of the index");
      Map<String, Set<String>> left = found();
      // Clients that were offline need to know which chat was removed, as long as changes are kept.
      Set<String> places = left.remove(NUMBER);
      assertEquals(Map.of(), left);
      assertTrue(
          places == null
              || Set.of("parley.db", "parley.db-wal", "parley_changes", "parley_journal")
                  .containsAll(places),
          () -> String.valueOf(places));
      checkClients(parley, position);
    }
    clock.advance(Duration.ofDays(8));
    try (RunningParley parley = RunningParley.start(folder, clock)) {
      post(parley, "/webhook", call("wamid.c", OTHER, "later"));
      Waiting.until("the number is found nowhere", PATIENCE, () -> !found().containsKey(NUMBER));
    }
    assertEquals(List.of(), RunningParley.audit(folder).findings());
  }

  private static void checkClients(RunningParley parley, String position) {
    List<String> gone = new ArrayList<>();
    json(parley.get("/api/sync?since=" + position))
        .get("removed")
        .forEach(it -> gone.add(it.get("kind").stringValue() + " " + it.get("id").stringValue()));
    assertEquals(List.of("chat " + NUMBER, "contact " + NUMBER), gone);
    assertEquals(0, json(parley.get("/api/chats/" + NUMBER)).size());
    assertEquals(1, json(parley.get("/api/chats")).size());
    assertEquals(151, json(parley.get("/api/chats/" + OTHER)).size());
    JsonNode file = json(parley.get("/api/chats/" + OTHER)).get(150).get("content").get("media");
    assertEquals(
        200,
        parley.get("/api/media/" + file.get("id").stringValue()).statusCode(),
        "the other has it");
    assertEquals(1, json(parley.get("/api/contacts")).size());
    String audit = parley.get("/api/audit").body();
    assertTrue(audit.contains("contact_erased"), audit);
    assertFalse(audit.contains(NUMBER), audit);
  }

  /// Events are kept for clients that lose their connection.
  @Test
  void aReturningClientReceivesNothingAboutAnErasedPerson() throws Exception {
    try (RunningParley parley = RunningParley.start(folder)) {
      String pid;
      try (RawSocket first = new RawSocket(parley, List.of())) {
        first.send("40{\"recover\":true}");
        pid = first.hear("40.*").replaceFirst(".*\"pid\":\"([^\"]+)\".*", "$1");
        first.hear("42\\[\"connected\".*");
        first.cut();
      }
      post(parley, "/webhook", call("wamid.away", NUMBER, "plantedaway"));
      erase(parley, NUMBER);

      try (RawSocket again = new RawSocket(parley, List.of())) {
        again.send("40{\"recover\":true,\"pid\":\"%s\"}".formatted(pid));
        String joined = again.hear("4[04].*");
        post(parley, "/webhook", call("wamid.end", OTHER, "the end"));

        assertTrue(joined.startsWith("40{") && !joined.contains(pid), joined);
        String heard = again.hear("42\\[\"newMessage\".*");
        assertTrue(heard.contains("the end"), heard);
      }
    }
  }

  /// WhatsApp knows some numbers under another spelling than the one to which a message was sent.
  @Test
  void bodiesThatContainTheOtherSpellingOfANumberAreErased() {
    try (RunningParley parley = RunningParley.start(folder)) {
      post(parley, "/api/send", "{\"wa_id\":\"5584998765432\",\"text\":\"Hi\"}");
      parley.post("/webhook", "{\"riddle\":\"1\",\"of\":\"558498765432\"}");
      parley.post("/webhook", "{\"riddle\":\"2\",\"of\":\"558498765433\"}");

      JsonNode erased = erase(parley, "5584998765432").get("erased");

      assertEquals(1, erased.get("webhook_bodies").intValue(), erased::toString);
    }
  }

  @Test
  void anErasedPersonWhoWritesAgainHasANewChat() throws Exception {
    try (RunningParley parley = RunningParley.start(folder);
        ConnectedClient client = ConnectedClient.to(parley)) {
      post(parley, "/webhook", call("wamid.1", NUMBER, "Before"));
      erase(parley, NUMBER);
      assertEquals(
          NUMBER, client.hear("removed", it -> it.text("kind").equals("chat")).text("wa_id"));

      post(parley, "/webhook", call("wamid.2", NUMBER, "After"));

      JsonNode messages = json(parley.get("/api/chats/" + NUMBER));
      assertEquals(1, messages.size());
      assertEquals(1, messages.get(0).get("seq").intValue());
      JsonNode chat = json(parley.get("/api/chats")).get(0);
      assertEquals("After", chat.get("lastMessage").get("text").stringValue());
      assertEquals(1, chat.get("messages").size());
      assertEquals(1, chat.get("unreadCount").intValue());
    }
    assertEquals(List.of(), RunningParley.audit(folder).findings());
  }

  @Test
  void oldMessagesAreRemovedAutomatically() {
    TestClock clock = TestClock.running();
    try (RunningParley parley = RunningParley.start(folder, clock)) {
      post(parley, "/webhook", generic("old", "long ago", clock.instant().toString()));
      post(parley, "/webhook", generic("new", "lately", clock.instant().toString()));
      clock.advance(Duration.ofDays(20));
      post(parley, "/webhook", generic("new", "today", clock.instant().toString()));
    }
    clock.advance(Duration.ofDays(15));

    try (RunningParley parley = RunningParley.start(folder, clock, "RETENTION_DAYS", "30")) {
      Waiting.until(
          "the old chat is empty", PATIENCE, () -> json(parley.get("/api/chats/old")).isEmpty());
      Waiting.until(
          "one message is left", PATIENCE, () -> json(parley.get("/api/chats/new")).size() == 1);

      JsonNode left = json(parley.get("/api/chats/new")).get(0);
      assertEquals("today", left.get("text").stringValue());
      assertEquals(2, left.get("seq").intValue());
      assertEquals(1, json(parley.get("/api/chats")).size());
      post(parley, "/webhook", generic("new", "now", clock.instant().toString()));
      assertEquals(3, json(parley.get("/api/chats/new")).get(1).get("seq").intValue());
    }
    assertEquals(List.of(), RunningParley.audit(folder).findings());
  }

  private static String generic(String chat, String text, String at) {
    return "{\"wa_id\":\"%s\",\"text\":\"%s\",\"timestamp\":\"%s\"}".formatted(chat, text, at);
  }
}
