package dev.parley.stream;

import dev.parley.chat.StreamPosition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Shares durable subscribers among the processes on one store: one process at a time works for
/// each of them, and moves its cursor. Every method that writes blocks until the write is on disk.
/// Safe for use by many threads.
///
/// An owner keeps a cursor as long as its `beat` grows. A process takes a cursor that has no owner,
/// or whose beat stood still for [#LEASE] by this process's own clock: the clocks of two machines
/// are never compared. An owner that was too slow notices it at its next write, which is then
/// refused. Until then two processes may be at work, so that a subscriber gets everything at least
/// once.
public final class CursorLeases {
  /// The maximum time for which a beat may stay the same.
  public static final Duration LEASE = Duration.ofSeconds(10);

  private final CursorStore store;
  private final String process;
  private final boolean alone;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

  /// The beat of another process's cursor.
  ///
  /// @param since the time at which it was first seen
  private record Sighting(String owner, long beat, long since) {}

  /// @param process a unique name of this process, which it has never used before
  /// @param alone whether no other process can have the store open: then all other owners have
  ///   ended
  /// @param nanos a clock like [System#nanoTime]
  public CursorLeases(
      CursorStore store, String process, boolean alone, Clock clock, LongSupplier nanos) {
    this.store = store;
    this.process = process;
    this.alone = alone;
    this.clock = clock;
    this.nanos = nanos;
  }

  /// Creates a cursor, unless there is one with this name.
  public void create(String name, StreamPosition position) {
    step(ledger -> {
      if (ledger.find(name).isEmpty()) {
        ledger.save(Cursor.at(name, position));
      }
      return true;
    });
  }

  /// Takes the cursor for this process.
  ///
  /// @return the cursor; empty when it does not exist, or belongs to another process that is alive
  public Optional<Cursor> take(String name) {
    Optional<Cursor> seen = store.find(name);
    return seen.filter(this::isFree)
        .flatMap(free ->
            step(ledger -> {
              Optional<Cursor> taken =
                  ledger
                      .find(name)
                      .filter(now -> now.owner().equals(free.owner()) && now.beat() == free.beat())
                      .map(now -> now.ownedBy(process));
              taken.ifPresent(ledger::save);
              return taken;
            }));
  }

  private boolean isFree(Cursor cursor) {
    String owner = cursor.owner();
    if (alone || owner.isEmpty() || owner.equals(process)) {
      return true;
    }
    long now = nanos.getAsLong();
    Sighting last = sightings.get(cursor.name());
    if (last == null || !last.owner.equals(owner) || last.beat != cursor.beat()) {
      sightings.put(cursor.name(), new Sighting(owner, cursor.beat(), now));
      return false;
    }
    return now - last.since >= LEASE.toNanos();
  }

  /// Moves a cursor of this process.
  ///
  /// @return false if it now belongs to another process, was set to another position, or was
  ///   removed: then nothing was written, and this process must stop working for it
  public boolean move(String name, StreamPosition position, String state) {
    return step(ledger -> {
      Optional<Cursor> own = ledger.find(name).filter(this::isOwn);
      own.ifPresent(it -> ledger.save(it.moved(position, state)));
      return own.isPresent();
    });
  }

  /// Renews the leases of this process for these cursors.
  ///
  /// @return the cursors that it no longer owns
  public Set<String> renew(Collection<String> names) {
    return step(ledger -> {
      Set<String> lost = new HashSet<>();
      for (String name : names) {
        Optional<Cursor> own = ledger.find(name).filter(this::isOwn);
        own.ifPresentOrElse(
            it -> ledger.save(it.moved(it.position(), it.state())), () -> lost.add(name));
      }
      return lost;
    });
  }

  /// Lets another process take a cursor immediately.
  public void release(String name) {
    step(ledger -> {
      ledger.find(name).filter(this::isOwn).ifPresent(it -> ledger.save(it.ownedBy("")));
      return true;
    });
  }

  /// Sets a cursor to another position, no matter which process owns it. The owner notices it at
  /// its next write.
  ///
  /// @param state computes the new state from the old one
  /// @return whether there is such a cursor
  public boolean reset(String name, StreamPosition position, UnaryOperator<String> state) {
    return step(ledger -> {
      Optional<Cursor> found = ledger.find(name);
      found.ifPresent(it -> ledger.save(it.moved(position, state.apply(it.state())).ownedBy("")));
      return found.isPresent();
    });
  }

  /// Changes the state of a cursor at its position, no matter which process owns it. The owner
  /// notices it at its next write and has to start again, even if the state stays the same, because
  /// it may have unsaved state.
  ///
  /// @param state computes the new state from the old one
  /// @return whether the state changed
  public boolean rewrite(String name, UnaryOperator<String> state) {
    return step(ledger -> {
      Cursor found = ledger.find(name).orElse(null);
      if (found == null) {
        return false;
      }
      String after = state.apply(found.state());
      boolean other = !after.equals(found.state());
      if (other || !found.owner().isEmpty()) {
        ledger.save(found.moved(found.position(), after).ownedBy(""));
      }
      return other;
    });
  }

  /// Removes a cursor, no matter which process owns it.
  public void remove(String name) {
    step(ledger -> {
      ledger.remove(name);
      return true;
    });
    sightings.remove(name);
  }

  private boolean isOwn(Cursor cursor) {
    return cursor.owner().equals(process);
  }

  private <T> T step(Function<CursorLedger, T> step) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return store.step(now, step);
  }
}
