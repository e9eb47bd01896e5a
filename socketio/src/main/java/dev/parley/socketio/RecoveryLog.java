package dev.parley.socketio;

import dev.parley.socketio.Adapter.ReplayedEvent;
import dev.parley.socketio.engine.OutgoingMessage;
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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The last events of a namespace, numbered in the order in which they were sent, and the sessions
/// whose clients can reconnect and receive them. Bounded in number, size and age. Used under one
/// lock.
final class RecoveryLog {
  private static final int RADIX = 36;

  private final Recovery limits;
  private final long packetsKept;
  private final String prefix;
  private final LongSupplier nanoTime;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<String, Saved> saved = new LinkedHashMap<>();
  private long last;
  private long bytes;

  private record Entry(long number, long at, OutgoingMessage packet, BroadcastTarget target) {}

  /// A session that waits for its client. While a client is continuing it, it is acquired: no other
  /// client can have it, and events that are sent meanwhile are kept.
  private static final class Saved {
    final SavedSession session;
    final long at;
    boolean acquired;

    Saved(SavedSession session, long at) {
      this.session = session;
      this.at = at;
    }
  }

  /// @param heartbeat the time for which a lost connection can go unnoticed; events are kept longer
  ///   by this time
  /// @param prefix the prefix of all offsets, so that offsets of another server or an earlier start
  ///   are refused
  /// @param nanoTime the clock, as [System#nanoTime]
  RecoveryLog(Recovery limits, Duration heartbeat, String prefix, LongSupplier nanoTime) {
    this.limits = limits;
    this.packetsKept = limits.maxDisconnection().plus(heartbeat).toNanos();
    this.prefix = prefix + "-";
    this.nanoTime = nanoTime;
  }

  /// The number of the last event; 0 before the first.
  long last() {
    return last;
  }

  /// The offset that clients receive for a number, for example `Q83Nab-1c`.
  String offset(long number) {
    return prefix + Long.toString(number, RADIX);
  }

  /// The number of an offset; empty if an event after it is no longer kept.
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

  /// Whether all events after `number` are still kept.
  boolean reachesBackTo(long number) {
    long first = entries.isEmpty() ? last + 1 : entries.getFirst().number;
    return number >= first - 1 && number <= last;
  }

  /// Adds an event; afterwards its number is [#last].
  ///
  /// @return the message to send, now and later to clients that have missed it
  OutgoingMessage append(EncodedEvent event, BroadcastTarget target, boolean compress) {
    last++;
    OutgoingMessage packet =
        new OutgoingMessage(event.text(offset(last)), event.attachments(), compress);
    entries.addLast(new Entry(last, nanoTime.getAsLong(), packet, target));
    bytes += packet.frameBytes();
    while (entries.size() > limits.maxPackets() || bytes > limits.maxBytes()) {
      forgetFirst();
    }
    expire();
    return packet;
  }

  private void forgetFirst() {
    bytes -= entries.removeFirst().packet.frameBytes();
  }

  /// The events after `number` that are for a socket in these rooms.
  List<ReplayedEvent> after(long number, Set<String> rooms) {
    List<ReplayedEvent> missed = new ArrayList<>();
    // Starts at the end, because most clients have missed little.
    Iterator<Entry> newestFirst = entries.descendingIterator();
    while (newestFirst.hasNext()) {
      Entry entry = newestFirst.next();
      if (entry.number <= number) {
        break;
      }
      if (entry.target.includes(rooms)) {
        missed.add(new ReplayedEvent(entry.packet, offset(entry.number)));
      }
    }
    return missed.reversed();
  }

  /// Keeps a session for its client.
  void save(SavedSession session) {
    expire();
    saved.put(session.pid(), new Saved(session, nanoTime.getAsLong()));
    if (saved.size() > limits.maxSessions()) {
      saved.remove(saved.keySet().iterator().next());
    }
  }

  /// Reserves a session for a client that wants to continue it; null if there is no such session,
  /// or another client has reserved it.
  @Nullable SavedSession acquire(String pid) {
    expire();
    Saved found = saved.get(pid);
    if (found == null || found.acquired) {
      return null;
    }
    found.acquired = true;
    return found.session;
  }

  /// Releases a session whose client was not admitted, or was lost again. The client can continue
  /// the session in the remaining time.
  void release(String pid) {
    Saved found = saved.get(pid);
    if (found != null) {
      found.acquired = false;
    }
  }

  /// Removes a session that its client continues.
  void remove(String pid) {
    saved.remove(pid);
  }

  /// Whether any session is kept.
  boolean hasSessions() {
    expire();
    return !saved.isEmpty();
  }

  /// The number of events that are kept.
  int size() {
    return entries.size();
  }

  /// Removes all events and sessions. Earlier offsets become invalid.
  void forget() {
    entries.clear();
    saved.clear();
    bytes = 0;
    last++;
  }

  private void expire() {
    long now = nanoTime.getAsLong();
    while (!entries.isEmpty() && now - entries.getFirst().at > packetsKept) {
      forgetFirst();
    }
    long keep = limits.maxDisconnection().toNanos();
    Iterator<Saved> oldestFirst = saved.values().iterator();
    while (oldestFirst.hasNext() && now - oldestFirst.next().at > keep) {
      oldestFirst.remove();
    }
  }
}
