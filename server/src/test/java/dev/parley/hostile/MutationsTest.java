package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests valid bodies with a few random changes. `-Dparley.seed=N` repeats a run.
final class MutationsTest {
  private static final int BODIES = 4000;
  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final List<byte[]> ODDITIES =
      Stream.of("00", "ff", "c0", "eda080", "efbbbf", "5c7564383030", "5c", "22", "7b", "5b", "2c")
          .map(HexFormat.of()::parseHex)
          .toList();

  /// A valid request.
  private record Whole(String path, String type, String body) {}

  @Test
  void anyAccidentIsAnswered(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("parley.seed", System.nanoTime());
    System.out.println("MutationsTest: -Dparley.seed=" + seed);
    Random random = new Random(seed);
    List<Whole> wholes = wholes();
    Stream<Crowd.Question> questions =
        IntStream.range(0, BODIES)
            .mapToObj(i -> {
              Whole whole = wholes.get(random.nextInt(wholes.size()));
              byte[] other = bytes(wholes.get(random.nextInt(wholes.size())));
              byte[] body = mutated(bytes(whole), other, random);
              return new Crowd.Question(
                  "parley.seed " + seed + ", body " + i, Wire.post(whole.path, whole.type, body));
            });

    try (FrontDoor door = FrontDoor.open(folder)) {
      Crowd.ask(door.port(), questions, (_, answer) -> answer.isOneOfOurs());

      for (String list : List.of("/api/chats?limit=1000&messages=500", "/api/contacts")) {
        Answer answer = door.ask("GET %s HTTP/1.1\nHost: x\n\n".formatted(list));
        answer.isOneOfOurs();
        assertEquals(200, answer.status(), answer::toString);
      }
      door.isWell();
    }
  }

  private static List<Whole> wholes() throws IOException {
    List<Whole> wholes = new ArrayList<>();
    String send =
        "{\"wa_id\":\"77\",\"text\":\"é 😀"
            + " \\ud83d\\ude00\",\"type\":\"incoming\",\"id\":\"m1\",\"timestamp\":\"2025-08-07T10:30:00.000Z\",\"reply_to\":\"m0\"}";
    String buttons =
        "{\"wa_id\":\"77\",\"content\":{\"type\":\"interactive\",\"kind\":\"button\",\"body\":{\"text\":\"é\"},"
            + "\"action\":{\"buttons\":[{\"type\":\"reply\",\"reply\":{\"id\":\"a\",\"title\":\"😀\"}}]}}}";
    String flat =
        "{\"from\":\"77\",\"name\":\"x\",\"message\":\"é\",\"status\":\"read\",\"timestamp\":1754562600}";
    for (int i = 0; i < 8; i++) { // chosen as often as all the samples together
      wholes.add(new Whole("/api/send", JSON, send));
      wholes.add(new Whole("/api/send", JSON, buttons));
      wholes.add(
          new Whole("/api/send", FORM, "wa_id=77&text=%C3%A9+%F0%9F%98%80&timestamp=1754562600"));
      wholes.add(
          new Whole(
              "/api/contacts",
              JSON,
              "{\"wa_id\":\"77\",\"name\":\"é\",\"phone\":null,\"avatar\":\"https://a.example/b\"}"));
      wholes.add(
          new Whole("/api/contacts", FORM, "wa_id=77&name=x&avatar=https%3A%2F%2Fa.example%2F"));
      wholes.add(new Whole("/webhook", JSON, flat));
      wholes.add(new Whole("/webhook", FORM, "from=77&message=%C3%A9&status=read&id=m1"));
      wholes.add(new Whole("/api/chats/77/read", JSON, "{}"));
    }
    for (Path sample : Damage.samples()) {
      wholes.add(new Whole("/webhook", JSON, Files.readString(sample)));
    }
    return wholes;
  }

  private static byte[] bytes(Whole whole) {
    return whole.body.getBytes(UTF_8);
  }

  private static byte[] mutated(byte[] whole, byte[] other, Random random) {
    byte[] body = whole;
    int accidents = 1 + random.nextInt(3);
    for (int i = 0; i < accidents && body.length > 0; i++) {
      int from = random.nextInt(body.length);
      int to = from + random.nextInt(body.length - from) + 1;
      int elsewhere = random.nextInt(other.length);
      body =
          switch (random.nextInt(5)) {
            case 0 -> flipped(body, from, random.nextInt(8));
            case 1 -> joined(body, 0, from, body, to, body.length);
            case 2 -> joined(body, 0, to, body, from, body.length);
            case 3 -> joined(body, 0, from, other, elsewhere, other.length);
            default -> inserted(body, from, ODDITIES.get(random.nextInt(ODDITIES.size())));
          };
    }
    return body;
  }

  private static byte[] flipped(byte[] body, int at, int bit) {
    byte[] flipped = body.clone();
    flipped[at] = (byte) (flipped[at] ^ (1 << bit));
    return flipped;
  }

  private static byte[] joined(byte[] a, int fromA, int toA, byte[] b, int fromB, int toB) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(a, fromA, toA - fromA);
    joined.write(b, fromB, toB - fromB);
    return joined.toByteArray();
  }

  private static byte[] inserted(byte[] body, int at, byte[] what) {
    byte[] head = joined(body, 0, at, what, 0, what.length);
    return joined(head, 0, head.length, body, at, body.length);
  }
}
