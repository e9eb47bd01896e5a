package dev.parley.bench.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ArrivedTest {
  @Test
  void aNewMessageContainsItsChatSeqAndWebhookNumber() throws IOException {
    String packet =
        """
        42["newMessage",{"id":"wamid.abc0000000042","wa_id":"15550000007","text":"\\"seq\\":9",\
        "content":{"id":"no","seq":1},"seq":3,"reactions":[]},"Q83Nab-1c"]\
        """;

    assertEquals(Optional.of(new Arrived("15550000007", 3, 42)), Arrived.of(packet));
  }

  @Test
  void otherEventsAreNotNewMessages() throws IOException {
    assertEquals(Optional.empty(), Arrived.of("42[\"chatListUpdate\",{\"seq\":3},\"Q83Nab-1d\"]"));
  }

  @Test
  void aMessageWithoutASeqIsRefused() {
    String packet = "42[\"newMessage\",{\"id\":\"wamid.abc0000000042\",\"wa_id\":\"1\"}]";

    assertThrows(IOException.class, () -> Arrived.of(packet));
  }
}
