package dev.parley.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MetaCallTest {
  @Test
  void aCallIsInTheLaneOfEachOfItsCustomers() {
    String body =
        """
        {"entry":[{"changes":[{"value":{"metadata":{"phone_number_id":"310"},
        "messages":[{"from":"15551"},{"from":"15552"},{"from":"15551"}]}},
        {"value":{"metadata":{"phone_number_id":"310"},"statuses":[{"recipient_id":"15553"}]}}]}]}
        """;

    assertEquals(
        List.of("310:15551", "310:15552", "310:15553"), MetaCall.lanes(body.getBytes(UTF_8)));
  }

  /// For a customer who hides their number, one call may contain the number and the user id, and
  /// the next call only one of them.
  @Test
  void aCallIsInTheLaneOfEachNameOfItsCustomer() {
    String body =
        """
        {"entry":[{"changes":[{"value":{"metadata":{"phone_number_id":"310"},
        "messages":[{"from":"15551","from_user_id":"US.1"}],
        "message_echoes":[{"to_user_id":"US.2"}],
        "statuses":[{"recipient_user_id":"US.3"},{"status":"failed"}]}}]}]}
        """;

    assertEquals(
        List.of("310:", "310:15551", "310:US.1", "310:US.2", "310:US.3"),
        MetaCall.lanes(body.getBytes(UTF_8)));
  }

  @Test
  void callsWithoutACustomerHaveTheirOwnLane() {
    for (String body : List.of("", "no JSON", "{}", "[]", "{\"entry\":[{\"changes\":3}]}")) {
      assertEquals(List.of("-"), MetaCall.lanes(body.getBytes(UTF_8)), body);
    }
  }

  @Test
  void aCallComesBackFromItsRowByteForByte() {
    byte[] body = {0, (byte) 0xFF, '{', '"', (byte) 0xC3, (byte) 0xA9, '\n'};

    MetaCall read = MetaCall.read(new MetaCall(7, List.of("-"), "sha256=00", body).row("h_1"));

    assertArrayEquals(body, read.body());
    assertEquals(7, read.number());
    assertEquals(List.of("-"), read.lanes());
    assertEquals("sha256=00", read.signature());
  }
}
