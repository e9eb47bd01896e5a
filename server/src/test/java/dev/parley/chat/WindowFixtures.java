package dev.parley.chat;

import static dev.parley.chat.Fixtures.AFTER_NOON;
import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BEFORE_NOON;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.GROUP;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.in;
import static dev.parley.chat.Fixtures.inbound;
import static dev.parley.chat.Fixtures.incoming;
import static dev.parley.chat.Fixtures.outgoing;
import static dev.parley.chat.Fixtures.saying;

import dev.parley.chat.Content.CallState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chats with messages of every kind that may, or may not, open a customer service window.
public final class WindowFixtures {
  private WindowFixtures() {}

  /// Fills an empty store.
  public static void fill(SteppedStore store) {
    store.ingest(
        arrived(
            incoming("w.1", ALICE, "Late", NOON.plusMillis(123)),
            incoming("w.2", ALICE, "Later, but written before", BEFORE_NOON),
            outgoing("w.3", ALICE, "Answer", AFTER_NOON),
            incoming("w.4", BOB, "From the future", NOON.plus(Duration.ofDays(3_000))),
            in(GROUP, incoming("w.5", BOB, "In a group", BEFORE_NOON)),
            outgoing("w.6", chat(0), "Never answered", NOON),
            saying(incoming("w.7", chat(1), "-", NOON), Body.text("Past").from(Origin.HISTORY)),
            saying(
                incoming("w.8", chat(2), "-", NOON),
                Body.of(new Content.Image(new Media("1", null, null, null), null))
                    .from(Origin.STANDBY)),
            saying(
                incoming("w.9", chat(3), "-", NOON),
                Body.of(new Content.Handover("control_passed", null, null, null, null))),
            saying(
                incoming("w.10", chat(4), "-", NOON),
                Body.of(new Content.Notice(null, null, null, null))),
            saying(incoming("w.11", chat(5), "-", NOON), Body.of(new Content.Welcome()))),
        AFTER_NOON);
    int calls = 6;
    for (CallState state : CallState.values()) {
      for (Direction direction : Direction.values()) {
        store.ingest(inbound(call(chat(calls++), direction, state, null)), AFTER_NOON);
        store.ingest(
            inbound(call(chat(calls++), direction, state, NOON.plusMillis(1))), AFTER_NOON);
      }
    }
    store.markRead(ALICE, AFTER_NOON.plusSeconds(1));
  }

  private static WaId chat(int number) {
    return new WaId("155500070%02d".formatted(number));
  }

  private static InboundEvent.Called call(
      WaId chat, Direction direction, CallState state, @Nullable Instant acceptedAt) {
    String id = "wacid." + chat;
    Draft draft =
        direction == Direction.INCOMING
            ? incoming(id, chat, "x", BEFORE_NOON)
            : outgoing(id, chat, "x", BEFORE_NOON);
    return new InboundEvent.Called(
        saying(draft, Body.of(new Content.Call(direction, state, acceptedAt, null, null))));
  }

  /// The time at which each chat's window was last opened.
  public static Map<WaId, Optional<Instant>> opened(ChatHistory history) {
    return history.chats(null, 1_000).stream()
        .collect(
            Collectors.toMap(
                ListedChat::waId, it -> Optional.ofNullable(it.summary().windowOpenedAt())));
  }
}
