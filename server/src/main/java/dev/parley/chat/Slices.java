package dev.parley.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/// Cuts work that is too large for one step of the store into slices. Each slice is a separate
/// step, so other steps wait for one slice at most. Callers with large work take turns: only one
/// slice at a time waits in the store's queue.
///
/// Safe for use by many threads.
final class Slices {
  /// The maximum number of events in a slice. An amendment counts as two events, because it takes
  /// twice the time.
  static final int EVENTS = 200;

  /// The approximate maximum number of characters in a slice. The limit exists because the
  /// characters are written to the disk.
  private static final int CHARACTERS = 512 << 10;

  private final ReentrantLock turn = new ReentrantLock(true);

  /// Waits for the caller's turn, and runs one of several slices.
  <T> T inTurn(Supplier<T> slice) {
    turn.lock();
    try {
      return slice.get();
    } finally {
      turn.unlock();
    }
  }

  /// Applies the slices of `inbound` in order; the part that was not understood is stored with the
  /// last slice. If a slice fails, earlier slices stay applied; applying all of them again does no
  /// harm.
  ///
  /// @param step applies a slice
  /// @param last applies the last slice, which is the only one if `inbound` is not large
  Ingested apply(
      Inbound inbound, Function<Inbound, Ingested> step, Function<Inbound, Ingested> last) {
    List<List<InboundEvent>> slices = cut(inbound.events());
    if (slices.size() == 1) {
      return last.apply(inbound);
    }
    Ingested all = Ingested.NOTHING;
    for (List<InboundEvent> events : slices.subList(0, slices.size() - 1)) {
      all = all.plus(inTurn(() -> step.apply(new Inbound(events, null))));
    }
    Inbound end = new Inbound(slices.getLast(), inbound.leftover());
    return all.plus(inTurn(() -> last.apply(end)));
  }

  /// Cuts events into slices; returns at least one.
  private static List<List<InboundEvent>> cut(List<InboundEvent> events) {
    List<List<InboundEvent>> slices = new ArrayList<>();
    int from = 0;
    int weight = 0;
    int characters = 0;
    for (int i = 0; i < events.size(); i++) {
      InboundEvent event = events.get(i);
      weight += weight(event);
      characters += characters(event);
      if (i > from && (weight > EVENTS || characters > CHARACTERS)) {
        slices.add(events.subList(from, i));
        from = i;
        weight = weight(event);
        characters = characters(event);
      }
    }
    slices.add(events.subList(from, events.size()));
    return slices;
  }

  private static int weight(InboundEvent event) {
    return event instanceof InboundEvent.Amended ? 2 : 1;
  }

  private static int characters(InboundEvent event) {
    return switch (event) {
      case InboundEvent.Arrived(var draft, _) ->
          draft.body().text().length()
              + (draft.webhookData() == null ? 0 : draft.webhookData().length());
      case InboundEvent.Called(var draft) ->
          draft.webhookData() == null ? 0 : draft.webhookData().length();
      case InboundEvent.Amended amended ->
          amended.what() instanceof Amendment.Action.Edit(var body) ? body.text().length() : 0;
      case InboundEvent.StatusReported _, InboundEvent.Moved _, InboundEvent.Listed _ -> 0;
    };
  }
}
