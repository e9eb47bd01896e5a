package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.engine.EventLoopExecutor;
import dev.parley.socketio.engine.Failures;
import dev.parley.socketio.engine.OutgoingMessage;
import dev.parley.socketio.packet.EncodedEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets and rooms of one server. Each event loop has the rooms of its own sockets; a
/// broadcast is encoded once and given to each event loop as one task.
///
/// A lock, held only for a short time, gives all events one order, for the event loops and for the
/// recovery log. No code of the application runs under the lock.
final class MemoryAdapter implements Adapter {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryAdapter.class);

  private static final long PAUSE_NANOS = 200_000;

  /// The time for which a thread waits for an event loop that is behind.
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final List<EventLoopRooms> eventLoops = new CopyOnWriteArrayList<>();
  private final RoomNotifier roomNotifier = new RoomNotifier();
  private final long mostMissed;
  private final ReentrantLock order = new ReentrantLock();
  private volatile boolean closed;

  // Guarded by the lock.
  private final Map<String, LocalSocket> byPid = new HashMap<>();
  private final @Nullable RecoveryLog log;
  private int connected;

  MemoryAdapter(Namespace namespace) {
    this.log = namespace.server().newRecoveryLog();
    this.mostMissed = namespace.server().maxQueued() * 3L / 4;
  }

  @Override
  public boolean isDeserted() {
    return closed || ordered(() -> connected == 0 && (log == null || !log.hasSessions()));
  }

  // --- Connecting and disconnecting --------------------------------------------------------------

  @Override
  public Optional<Replay> connected(LocalSocket socket, Optional<RestoredSession> restored) {
    Optional<Replay> missed = connect(socket, restored);
    roomNotifier.callListeners();
    return missed;
  }

  private Optional<Replay> connect(LocalSocket socket, Optional<RestoredSession> restored) {
    return ordered(() -> {
      RecoveryLog kept = log;
      if (kept == null || !socket.isRecoverable()) {
        join(socket);
        return Optional.of(new Replay(Optional.empty(), List.of()));
      }
      if (restored.isEmpty()) {
        String pid = socket.namespace().server().newId();
        socket.recoverableAs(pid, kept.last());
        byPid.put(pid, socket);
        join(socket);
        return Optional.of(new Replay(Optional.of(pid), List.of()));
      }
      SavedSession session = restored.get().session();
      kept.remove(session.pid());
      long after = restored.get().after();
      if (!kept.reachesBackTo(after)) {
        return Optional.empty();
      }
      List<ReplayedEvent> packets = kept.after(after, session.rooms());
      // These events include those that still wait on the event loop.
      socket.skipThrough(kept.last());
      socket.recoverableAs(session.pid(), session.since());
      byPid.put(session.pid(), socket);
      join(socket);
      return Optional.of(new Replay(Optional.of(session.pid()), packets));
    });
  }

  private void join(LocalSocket socket) {
    connected++;
    rooms(socket.eventLoop()).add(socket, socket.rooms());
  }

  private EventLoopRooms rooms(EventLoopExecutor eventLoop) {
    for (EventLoopRooms rooms : eventLoops) {
      if (rooms.eventLoop == eventLoop) {
        return rooms;
      }
    }
    return ordered(() -> {
      for (EventLoopRooms rooms : eventLoops) {
        if (rooms.eventLoop == eventLoop) {
          return rooms; // another thread was first
        }
      }
      EventLoopRooms rooms = new EventLoopRooms(eventLoop, roomNotifier);
      eventLoops.add(rooms);
      return rooms;
    });
  }

  @Override
  public void disconnected(LocalSocket socket, Set<String> rooms, DisconnectReason reason) {
    run(() -> {
      connected--;
      rooms(socket.eventLoop()).remove(socket, rooms);
      SavedSession session = socket.session(rooms).orElse(null);
      if (log != null
          && session != null
          && byPid.remove(session.pid(), socket)
          && reason.isRecoverable()) {
        log.save(session);
      }
    });
    roomNotifier.callListeners();
  }

  @Override
  public Future<Optional<RestoredSession>> restoreSession(String pid, Optional<String> offset) {
    LocalSocket still = ordered(() -> byPid.get(pid));
    if (still == null) {
      return Future.succeededFuture(take(pid, offset));
    }
    // The connection was lost, but the server has not noticed yet.
    Promise<Optional<RestoredSession>> taken = Promise.promise();
    still
        .eventLoop()
        .execute(() -> {
          still.replaced();
          taken.complete(take(pid, offset));
        });
    return taken.future();
  }

  private Optional<RestoredSession> take(String pid, Optional<String> offset) {
    return ordered(() -> {
      SavedSession session = log == null ? null : log.acquire(pid);
      if (log == null || session == null) {
        return Optional.empty();
      }
      Optional<Long> after =
          offset.isPresent()
              ? log.number(offset.get())
              : Optional.of(session.since()).filter(log::reachesBackTo);
      after = after.filter(number -> canBeMadeUp(log.after(number, session.rooms())));
      if (after.isEmpty()) {
        log.remove(pid); // the client starts from scratch
      }
      return after.map(number -> new RestoredSession(session, number));
    });
  }

  /// Whether the missed events fit into the limit of the data that may wait for one client. If they
  /// do not, the client would lose its connection at every attempt.
  private boolean canBeMadeUp(List<ReplayedEvent> missed) {
    return missed.stream().mapToLong(one -> one.packet().frameBytes()).sum() <= mostMissed;
  }

  @Override
  public void releaseSession(SavedSession session) {
    run(() -> {
      if (log != null) {
        log.release(session.pid());
      }
    });
  }

  // --- Rooms -------------------------------------------------------------------------------------

  @Override
  public void onRooms(RoomListener listener) {
    roomNotifier.add(listener);
  }

  @Override
  public void join(LocalSocket socket, Set<String> joined) {
    socket.eventLoop().execute(() -> joinNow(socket, joined));
  }

  @Override
  public void leave(LocalSocket socket, String room) {
    socket.eventLoop().execute(() -> leaveNow(socket, Set.of(room)));
  }

  private void joinNow(LocalSocket socket, Set<String> joined) {
    if (socket.addRooms(joined)) {
      EventLoopRooms rooms = rooms(socket.eventLoop());
      joined.forEach(room -> rooms.join(socket, room));
      roomNotifier.callListeners();
    }
  }

  private void leaveNow(LocalSocket socket, Set<String> left) {
    socket.removeRooms(left);
    EventLoopRooms rooms = rooms(socket.eventLoop());
    left.forEach(room -> rooms.leave(socket, room));
    roomNotifier.callListeners();
  }

  // --- Sending -----------------------------------------------------------------------------------

  @Override
  public void send(
      LocalSocket socket, EncodedEvent event, Reliability reliability, boolean compress) {
    BroadcastTarget target = new BroadcastTarget(Set.of(socket.id()), Set.of(), true);
    EventLoopRooms rooms = rooms(socket.eventLoop());
    slowDown(rooms, reliability);
    run(() -> {
      OutgoingEvent outgoingEvent =
          socket.isRecoverable()
              ? number(event, target, reliability, compress)
              : OutgoingEvent.of(event, reliability, compress);
      give(rooms, outgoingEvent, () -> deliverOrDrop(socket, outgoingEvent));
    });
  }

  @Override
  public void broadcast(
      EncodedEvent event, BroadcastTarget target, Reliability reliability, boolean compress) {
    for (EventLoopRooms rooms : eventLoops) {
      slowDown(rooms, reliability);
    }
    run(() -> {
      OutgoingEvent outgoingEvent = number(event, target, reliability, compress);
      for (EventLoopRooms rooms : eventLoops) {
        give(
            rooms,
            outgoingEvent,
            () -> rooms.forEach(target, socket -> deliverOrDrop(socket, outgoingEvent)));
      }
    });
  }

  /// Hands an event to an event loop, unless the event loop is so far behind that it must not get
  /// more. The caller holds the lock.
  private static void give(EventLoopRooms rooms, OutgoingEvent outgoingEvent, Runnable task) {
    if (rooms.backlog.takes(outgoingEvent)) {
      rooms.eventLoop.execute(() -> {
        rooms.backlog.took(outgoingEvent);
        task.run();
      });
    } else if (outgoingEvent.reliability() == Reliability.RELIABLE && rooms.backlog.overrun()) {
      rooms.eventLoop.execute(rooms::cutOff);
    }
  }

  /// Sends an event to a socket. If that fails, only this socket loses its connection, and its
  /// client reconnects to receive the missed events.
  private static void deliverOrDrop(LocalSocket socket, OutgoingEvent outgoingEvent) {
    try {
      socket.deliver(outgoingEvent);
    } catch (Throwable failure) {
      Failures.log(LOG, "an event could not be delivered", failure);
      socket.eventLoop().execute(socket::drop); // not during the loop over the other sockets
    }
  }

  /// Clients treat a string at the end of any event's arguments as its offset. So an event that is
  /// not kept for recovery carries the offset of the last kept event. If no client can recover its
  /// session, nothing is kept.
  private OutgoingEvent number(
      EncodedEvent event, BroadcastTarget target, Reliability reliability, boolean compress) {
    if (log == null || (byPid.isEmpty() && !log.hasSessions())) {
      return OutgoingEvent.of(event, reliability, compress);
    }
    if (reliability == Reliability.RELIABLE) {
      OutgoingMessage packet = log.append(event, target, compress);
      return new OutgoingEvent(event, log.last(), reliability, compress, packet);
    }
    byte[] text = event.text(log.offset(log.last()));
    OutgoingMessage packet = new OutgoingMessage(text, event.attachments(), compress);
    return new OutgoingEvent(event, 0, reliability, compress, packet);
  }

  @Override
  public Future<List<JsonNode>> broadcastWithAck(
      EncodedEvent event, long id, BroadcastTarget target, Duration timeout) {
    for (EventLoopRooms rooms : eventLoops) {
      slowDown(rooms, Reliability.RELIABLE);
    }
    Promise<List<JsonNode>> promise = Promise.promise();
    OutgoingEvent outgoingEvent = OutgoingEvent.of(event, Reliability.RELIABLE, true);
    run(() -> {
      BroadcastAcks acks = new BroadcastAcks(promise, eventLoops.size());
      if (eventLoops.isEmpty()) {
        promise.complete(List.of());
      }
      for (EventLoopRooms rooms : eventLoops) {
        rooms.eventLoop.execute(() -> ask(rooms, outgoingEvent, id, target, timeout, acks));
      }
    });
    return promise.future();
  }

  private static void ask(
      EventLoopRooms rooms,
      OutgoingEvent outgoingEvent,
      long id,
      BroadcastTarget target,
      Duration timeout,
      BroadcastAcks acks) {
    List<LocalSocket> asked = new ArrayList<>();
    rooms.forEach(target, asked::add);
    if (!asked.isEmpty()) {
      Runnable timer = rooms.eventLoop.after(timeout, acks::timedOut);
      acks.onEnd(() ->
          rooms.eventLoop.execute(() -> {
            timer.run();
            asked.forEach(socket -> socket.forgetAck(id));
          }));
    }
    for (LocalSocket socket : asked) {
      socket.expectAck(id, acks::answered, () -> {});
      socket.deliver(outgoingEvent);
    }
    acks.asked(asked.size());
  }

  @Override
  public Future<List<JsonNode>> serverSideEmit(EncodedEvent event) {
    return Future.succeededFuture(List.of()); // there are no other servers
  }

  // --- Operations on many sockets ----------------------------------------------------------------

  @Override
  public Future<List<RemoteSocket>> fetchSockets(BroadcastTarget target) {
    return onEachEventLoop(
            rooms -> {
              List<RemoteSocket> found = new ArrayList<>();
              rooms.forEach(target, found::add);
              return found;
            })
        .map(perEventLoop -> perEventLoop.stream().flatMap(List::stream).toList());
  }

  @Override
  public Future<Set<String>> rooms() {
    return onEachEventLoop(EventLoopRooms::names)
        .map(
            perEventLoop -> perEventLoop.stream().flatMap(Set::stream).collect(Collectors.toSet()));
  }

  @Override
  public void socketsJoin(BroadcastTarget target, Set<String> rooms) {
    forEach(target, socket -> joinNow(socket, rooms));
  }

  @Override
  public void socketsLeave(BroadcastTarget target, Set<String> rooms) {
    forEach(target, socket -> leaveNow(socket, rooms));
  }

  @Override
  public void disconnectSockets(BroadcastTarget target, boolean close) {
    forEach(target, socket -> socket.disconnectNow(close));
  }

  private interface OnSocket {
    void run(LocalSocket socket);
  }

  /// Runs the action on each event loop, before later events, so that they are sent to the sockets
  /// in their new state.
  private void forEach(BroadcastTarget target, OnSocket action) {
    // Sockets join, leave or end only after the list is complete.
    run(() ->
        eventLoops.forEach(rooms ->
            rooms.eventLoop.execute(() -> {
              List<LocalSocket> found = new ArrayList<>();
              rooms.forEach(target, found::add);
              found.forEach(action::run);
            })));
  }

  private <T> Future<List<T>> onEachEventLoop(Function<EventLoopRooms, T> task) {
    List<Future<T>> results = new ArrayList<>();
    run(() -> {
      for (EventLoopRooms rooms : eventLoops) {
        Promise<T> promise = Promise.promise();
        rooms.eventLoop.execute(() -> promise.complete(task.apply(rooms)));
        results.add(promise.future());
      }
    });
    return Future.all(results).map(all -> all.list());
  }

  @Override
  public void forgetSessions() {
    run(() -> {
      if (log != null) {
        log.forget();
      }
    });
  }

  @Override
  public void close() {
    closed = true; // the rest is freed with the event loops and this object
  }

  /// Makes a thread that is not an event loop wait while an event loop is behind, so that it does
  /// not send faster than events are delivered. The wait is limited: after an event loop has made
  /// no progress for that time, threads do not wait for it until it does.
  private void slowDown(EventLoopRooms rooms, Reliability reliability) {
    if (reliability != Reliability.RELIABLE || Context.isOnEventLoopThread()) {
      return;
    }
    Backlog backlog = rooms.backlog;
    long began = 0;
    while (backlog.isLong() && !closed) {
      long now = System.nanoTime();
      began = began == 0 ? now : began;
      if (now - began > PATIENCE_NANOS) {
        if (backlog.overrun()) {
          rooms.eventLoop.execute(rooms::cutOff);
        }
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void run(Runnable task) {
    order.lock();
    try {
      task.run();
    } finally {
      order.unlock();
    }
  }

  private <T> T ordered(Supplier<T> task) {
    order.lock();
    try {
      return task.get();
    } finally {
      order.unlock();
    }
  }
}
