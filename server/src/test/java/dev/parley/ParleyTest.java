package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.Change;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How the parts are put together.
final class ParleyTest {
  @Test
  void aListenerThatFailsHidesNothingFromTheNext() {
    List<Change> heard = new ArrayList<>();
    List<Change> changes =
        List.of(new Change.ChatRead(new WaId("12025550111"), List.of(), Instant.EPOCH));

    Parley.both(
            _ -> {
              throw new LinkageError("a broken class");
            },
            heard::addAll)
        .publish(changes);

    assertEquals(changes, heard);
  }
}
