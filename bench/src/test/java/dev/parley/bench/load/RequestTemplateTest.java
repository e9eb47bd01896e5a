package dev.parley.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class RequestTemplateTest {
  @Test
  void aNumberFillsEachOfItsPlaces() {
    var template = RequestTemplate.get("/api/chats/{number%500:7}?cursor={number:4}");

    assertEquals(
        "GET /api/chats/0000234?cursor=1234 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        rendered(template, 1234));
  }

  @Test
  void contentLengthMatchesTheRenderedBody() {
    var template = RequestTemplate.post("/webhook", "{\"é\":\"{number:3}\"}");

    assertEquals(
        "POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 12\r\n\r\n{\"é\":\"042\"}",
        rendered(template, 42));
  }

  @Test
  void renderingReplacesThePreviousRequest() {
    var template = RequestTemplate.get("/{number:3}");

    rendered(template, 999);

    assertEquals("GET /007 HTTP/1.1\r\nHost: localhost\r\n\r\n", rendered(template, 7));
  }

  private static String rendered(RequestTemplate template, long number) {
    ByteBuffer out = ByteBuffer.allocate(template.length());
    template.render(number, out);
    return StandardCharsets.UTF_8.decode(out.flip()).toString();
  }
}
