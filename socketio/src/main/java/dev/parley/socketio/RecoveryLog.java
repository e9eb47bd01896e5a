package dev.parley.socketio;

import dev.parley.socketio.Adapter.EncodedMissed;
import dev.parley.socketio.packet.EncodedEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The last events of a namespace, numbered in the order in which they were sent, and the sessions
/// whose clients may come back for them. Bounded in number, size and age. Used under one lock.
final class RecoveryLog {
  private static final int RADIX = 36;

  private final Recovery limits;
  private final long packetsKept;
  private final String prefix;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<String, Saved> saved = new LinkedHashMap<>();
  private long last;
  private long bytes;

  private record Entry(long number, long at, EncodedEvent event, Target target) {}

  private record Saved(SavedSession session, long at) {}

  /// @param heartbeat how long a lost connection may go unnoticed: so much longer are events kept
  /// @param prefix of the offsets, so that those of another server or an earlier start are refused
  RecoveryLog(Recovery limits, Duration heartbeat, String prefix) {
    this.limits = limits;
    this.packetsKept = limits.maxDisconnection().plus(heartbeat).toNanos();
    this.prefix = prefix + "-";
  }

  /// The number of the last event; 0 before the first.
  long last() {
    return last;
  }

  /// The number as clients know it, for example `Q83Nab-1c`.
  String offset(long number) {
    return prefix + Long.toString(number, RADIX);
  }

  /// The number of an offset, as long as all events after it are there.
  Optional<Long> number(String offset) {
    if (!offset.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(offset.substring(prefix.length()), RADIX);
      return reachesBackTo(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException strange) {
      return Optional.empty();
    }
  }

  /// Whether all events after `number` are there.
  boolean reachesBackTo(long number) {
    long first = entries.isEmpty() ? last + 1 : entries.getFirst().number;
    return number >= first - 1 && number <= last;
  }

  /// Keeps an event.
  ///
  /// @return its number
  long append(EncodedEvent event, Target target) {
    long now = System.nanoTime();
    last++;
    entries.addLast(new Entry(last, now, event, target));
    bytes += event.bytes();
    while (!entries.isEmpty()
        && (entries.size() > limits.maxPackets()
            || bytes > limits.maxBytes()
            || now - entries.getFirst().at > packetsKept)) {
      bytes -= entries.removeFirst().event.bytes();
    }
    return last;
  }

  /// The events after `number` that are for a socket in these rooms.
  List<EncodedMissed> after(long number, Set<String> rooms) {
    List<EncodedMissed> missed = new ArrayList<>();
    // From the end: most have missed little.
    Iterator<Entry> newestFirst = entries.descendingIterator();
    while (newestFirst.hasNext()) {
      Entry entry = newestFirst.next();
      if (entry.number <= number) {
        break;
      }
      if (entry.target.includes(rooms)) {
        missed.add(new EncodedMissed(entry.event, offset(entry.number)));
      }
    }
    return missed.reversed();
  }

  /// Keeps a session for its client.
  void save(SavedSession session) {
    expire();
    saved.put(session.pid(), new Saved(session, System.nanoTime()));
    if (saved.size() > limits.maxSessions()) {
      saved.remove(saved.keySet().iterator().next());
    }
  }

  /// Takes it out.
  @Nullable SavedSession take(String pid) {
    expire();
    Saved found = saved.remove(pid);
    return found == null ? null : found.session;
  }

  /// Whether any is kept.
  boolean hasSessions() {
    expire();
    return !saved.isEmpty();
  }

  private void expire() {
    long now = System.nanoTime();
    long keep = limits.maxDisconnection().toNanos();
    Iterator<Saved> oldestFirst = saved.values().iterator();
    while (oldestFirst.hasNext() && now - oldestFirst.next().at > keep) {
      oldestFirst.remove();
    }
  }
}
