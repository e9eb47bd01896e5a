package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests every sample, with each value removed or replaced by one of another type.
final class DamagedSamplesTest {
  private static final Path BATCH =
      Path.of("src/test/resources/payloads/cloud-api/batch-mixed.json");
  private static final Pattern ELEMENT = Pattern.compile(".*/(messages|statuses)/[0-9]+");
  private static final Pattern INSIDE_ELEMENT = Pattern.compile(".*/(messages|statuses)/[0-9]+/.*");

  @Test
  void damagedSamplesAreAccepted(@TempDir Path folder) throws Exception {
    try (FrontDoor door = FrontDoor.open(folder)) {
      List<Crowd.Question> questions = new ArrayList<>();
      for (Path sample : Damage.samples()) {
        byte[] whole = Files.readAllBytes(sample);
        door.keepSecret(Damage.words(whole));
        for (Damage damage : Damage.all(whole)) {
          questions.add(question(sample.getFileName() + " " + damage, damage.body()));
        }
      }

      Crowd.ask(
          door.port(),
          questions.stream(),
          (_, answer) -> {
            answer.isOneOfOurs();
            assertEquals(200, answer.status(), answer::toString);
          });

      door.isWell();
    }
  }

  @Test
  void elementsBesideTheDamageAreStored(@TempDir Path folder) throws Exception {
    AtomicLong stored = new AtomicLong();
    FrontDoor door = FrontDoor.open(folder);
    Answer whole = door.post("/webhook", named(Files.readAllBytes(BATCH), "whole"));
    stored.addAndGet(whole.count("messages"));
    List<Damage> damages =
        Damage.all(Files.readAllBytes(BATCH)).stream()
            .filter(damage -> ELEMENT.matcher(damage.place()).lookingAt())
            .toList();

    Crowd.ask(
        door.port(),
        IntStream.range(0, damages.size()).mapToObj(i -> ofItsOwn(damages.get(i), i)),
        (question, answer) -> {
          stored.addAndGet(answer.count("messages"));
          assertTrue(answer.count("messages") >= whole.count("messages") - 1, answer::toString);
        });

    assertEquals(stored.get(), messages(door));
  }

  @Test
  void everyElementOfABatchIsCounted(@TempDir Path folder) throws Exception {
    try (FrontDoor door = FrontDoor.open(folder)) {
      Answer whole = door.post("/webhook", named(Files.readAllBytes(BATCH), "whole"));
      List<Damage> damages =
          Damage.all(Files.readAllBytes(BATCH)).stream()
              .filter(damage -> INSIDE_ELEMENT.matcher(damage.place()).matches())
              .toList();

      Crowd.ask(
          door.port(),
          IntStream.range(0, damages.size()).mapToObj(i -> ofItsOwn(damages.get(i), i)),
          (_, answer) -> assertTrue(answer.accounted() >= whole.accounted(), answer::toString));
    }
  }

  @Test
  void unknownFieldsAndTypesAreKeptBesideTheirNeighbours(@TempDir Path folder) throws Exception {
    try (FrontDoor door = FrontDoor.open(folder)) {
      Answer answer =
          door.post(
              "/webhook",
              """
              {"object": "whatsapp_business_account", "novel": {"a": [1]}, "entry": [
                {"changes": [{"field": "novel_field", "value": {"x": "%1$s"}}]},
                {"novel": true, "changes": [{"field": "messages", "novel": 1, "value": {
                  "novel": null,
                  "messages": [
                    {"from": "%2$s", "id": "w1", "timestamp": "1789031200", "type": "hologram",
                     "hologram": {"words": "%1$s"}},
                    {"from": "%2$s", "id": "w2", "timestamp": "1789031201", "type": "text",
                     "text": {"body": "%1$s", "novel": []}, "novel": {}}],
                  "statuses": [
                    {"id": "w3", "status": "pondered", "timestamp": "1789031202"},
                    {"id": "w4", "status": "sent", "timestamp": "1789031202"}]}}]}]}
              """
                  .formatted(FrontDoor.WORDS, FrontDoor.PHONE));

      assertEquals(200, answer.status(), answer::toString);
      assertEquals(2, answer.count("messages"), answer::toString);
      assertEquals(1, answer.count("statuses"), answer::toString);
      assertEquals(2, answer.count("unprocessed"), answer::toString);
    }
  }

  private static Crowd.Question question(String about, byte[] body) {
    return new Crowd.Question(about, Wire.post("/webhook", "application/json", body));
  }

  private static Crowd.Question ofItsOwn(Damage damage, int number) {
    return question(damage.toString(), named(damage.body(), "damage" + number));
  }

  /// The body with other message ids, so that its messages are new.
  private static byte[] named(byte[] body, String name) {
    return new String(body, UTF_8).replace("wamid.", "wamid." + name + ".").getBytes(UTF_8);
  }

  /// The number of messages in the store at the end.
  private static long messages(FrontDoor door) {
    return door.closeAndAudit().messages().values().stream()
        .flatMap(byStatus -> byStatus.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
