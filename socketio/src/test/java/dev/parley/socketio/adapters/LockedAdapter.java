package dev.parley.socketio.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.BroadcastTarget;
import dev.parley.socketio.BroadcastTimeoutException;
import dev.parley.socketio.DisconnectReason;
import dev.parley.socketio.LocalSocket;
import dev.parley.socketio.OutgoingEvent;
import dev.parley.socketio.Reliability;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.RoomListener;
import dev.parley.socketio.SavedSession;
import dev.parley.socketio.engine.EventLoopExecutor;
import dev.parley.socketio.packet.EncodedEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// The simplest complete adapter, written from scratch: one lock, one table of rooms, one list of
/// events for recovery, without limits. The table is changed and read on the event loops of its
/// sockets, so that everything happens in the order of the calls.
public final class LockedAdapter implements Adapter {
  private static final String PREFIX = "at-";

  private final Map<String, LocalSocket> sockets = new LinkedHashMap<>();
  private final Map<String, Set<LocalSocket>> rooms = new HashMap<>();
  private final Set<EventLoopExecutor> eventLoops = new LinkedHashSet<>();
  private final Map<String, LocalSocket> socketsByPid = new HashMap<>();
  private final Map<String, SavedSession> sessions = new HashMap<>();

  /// Sessions that were reserved for a client that is not connected yet.
  private final Map<String, SavedSession> restoring = new HashMap<>();

  private final List<KeptEvent> log = new ArrayList<>();
  private long last;

  /// An event that is kept for recovery.
  private record KeptEvent(long position, EncodedEvent event, BroadcastTarget target) {}

  @Override
  public synchronized boolean isDeserted() {
    return sockets.isEmpty() && sessions.isEmpty() && restoring.isEmpty();
  }

  // --- Connecting and disconnecting --------------------------------------------------------------

  @Override
  public synchronized Optional<Replay> connected(
      LocalSocket socket, Optional<RestoredSession> restored) {
    eventLoops.add(socket.eventLoop());
    sockets.put(socket.id(), socket);
    add(socket, socket.rooms());
    if (!socket.isRecoverable()) {
      return Optional.of(new Replay(Optional.empty(), List.of()));
    }
    String pid =
        restored
            .map(it -> it.session().pid())
            .orElseGet(() -> UUID.randomUUID().toString().replace("-", "").substring(0, 20));
    socketsByPid.put(pid, socket);
    restoring.remove(pid);
    socket.recoverableAs(pid, restored.map(it -> it.session().since()).orElse(last));
    socket.skipThrough(last);
    long after = restored.map(RestoredSession::after).orElse(last);
    List<ReplayedEvent> missed =
        log.stream()
            .filter(it -> it.position > after && it.target.includes(socket.rooms()))
            .map(it -> ReplayedEvent.of(it.event, PREFIX + it.position, true))
            .toList();
    return Optional.of(new Replay(Optional.of(pid), missed));
  }

  @Override
  public synchronized void disconnected(
      LocalSocket socket, Set<String> lastRooms, DisconnectReason reason) {
    sockets.remove(socket.id(), socket);
    rooms.values().forEach(members -> members.remove(socket));
    rooms.values().removeIf(Set::isEmpty);
    socket
        .session(lastRooms)
        .filter(session -> socketsByPid.remove(session.pid(), socket) && reason.isRecoverable())
        .ifPresent(session -> sessions.put(session.pid(), session));
  }

  @Override
  public Future<Optional<RestoredSession>> restoreSession(String pid, Optional<String> offset) {
    LocalSocket still;
    synchronized (this) {
      still = socketsByPid.get(pid);
    }
    if (still == null) {
      return Future.succeededFuture(take(pid, offset));
    }
    Promise<Optional<RestoredSession>> taken = Promise.promise();
    still
        .eventLoop()
        .execute(() -> {
          still.replaced();
          taken.complete(take(pid, offset));
        });
    return taken.future();
  }

  private synchronized Optional<RestoredSession> take(String pid, Optional<String> offset) {
    SavedSession session = sessions.remove(pid);
    if (session == null) {
      return Optional.empty();
    }
    restoring.put(pid, session);
    long after =
        offset.map(it -> Long.parseLong(it.substring(PREFIX.length()))).orElse(session.since());
    return Optional.of(new RestoredSession(session, after));
  }

  @Override
  public synchronized void releaseSession(SavedSession session) {
    restoring.remove(session.pid());
    sessions.put(session.pid(), session);
  }

  @Override
  public synchronized void forgetSessions() {
    sessions.clear();
    log.clear();
  }

  // --- Rooms -------------------------------------------------------------------------------------

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
      add(socket, joined);
    }
  }

  private void leaveNow(LocalSocket socket, Set<String> left) {
    socket.removeRooms(left);
    remove(socket, left);
  }

  private synchronized void add(LocalSocket socket, Set<String> joined) {
    if (socket.equals(sockets.get(socket.id()))) {
      joined.forEach(room -> rooms.computeIfAbsent(room, _ -> new LinkedHashSet<>()).add(socket));
    }
  }

  private synchronized void remove(LocalSocket socket, Set<String> left) {
    left.stream()
        .filter(room -> !room.equals(socket.id()))
        .forEach(room -> rooms.getOrDefault(room, new HashSet<>()).remove(socket));
    rooms.values().removeIf(Set::isEmpty);
  }

  private synchronized List<LocalSocket> members(BroadcastTarget target) {
    return sockets.values().stream().filter(it -> target.includes(roomsOf(it))).toList();
  }

  private Set<String> roomsOf(LocalSocket socket) {
    Set<String> in = new HashSet<>();
    rooms.forEach((room, members) -> {
      if (members.contains(socket)) {
        in.add(room);
      }
    });
    return in;
  }

  @Override
  public Future<Set<String>> rooms() {
    return afterEarlierWork().map(_ -> names());
  }

  private synchronized Set<String> names() {
    return Set.copyOf(rooms.keySet());
  }

  @Override
  public Future<List<RemoteSocket>> fetchSockets(BroadcastTarget target) {
    return afterEarlierWork().map(_ -> List.copyOf(members(target)));
  }

  /// Completes when every event loop has finished its earlier tasks.
  private synchronized Future<Void> afterEarlierWork() {
    List<Future<Void>> done = new ArrayList<>();
    for (EventLoopExecutor eventLoop : eventLoops) {
      Promise<Void> reached = Promise.promise();
      eventLoop.execute(reached::complete);
      done.add(reached.future());
    }
    return Future.all(done).mapEmpty();
  }

  @Override
  public void socketsJoin(BroadcastTarget target, Set<String> joined) {
    onEventLoops(target, socket -> joinNow(socket, joined));
  }

  @Override
  public void socketsLeave(BroadcastTarget target, Set<String> left) {
    onEventLoops(target, socket -> leaveNow(socket, left));
  }

  @Override
  public void disconnectSockets(BroadcastTarget target, boolean close) {
    onEventLoops(target, socket -> socket.disconnectNow(close));
  }

  /// Runs `action` for the selected sockets, each on its event loop. Holds the lock, so that every
  /// event loop gets the calls in the same order.
  private synchronized void onEventLoops(BroadcastTarget target, Consumer<LocalSocket> action) {
    for (EventLoopExecutor eventLoop : eventLoops) {
      eventLoop.execute(() ->
          members(target).stream().filter(it -> it.eventLoop().equals(eventLoop)).forEach(action));
    }
  }

  @Override
  public void onRooms(RoomListener listener) {
    throw new UnsupportedOperationException("no test listens to the rooms of this adapter");
  }

  // --- Sending -----------------------------------------------------------------------------------

  @Override
  public void send(
      LocalSocket socket, EncodedEvent event, Reliability reliability, boolean compress) {
    broadcast(
        event, new BroadcastTarget(Set.of(socket.id()), Set.of(), true), reliability, compress);
  }

  @Override
  public synchronized void broadcast(
      EncodedEvent event, BroadcastTarget target, Reliability reliability, boolean compress) {
    boolean isKept = reliability == Reliability.RELIABLE;
    if (isKept) {
      last++;
      log.add(new KeptEvent(last, event, target));
    }
    OutgoingEvent outgoingEvent =
        OutgoingEvent.at(isKept ? last : 0, PREFIX + last, event, reliability, compress);
    onEventLoops(target, socket -> socket.deliver(outgoingEvent));
  }

  @Override
  public Future<List<JsonNode>> broadcastWithAck(
      EncodedEvent event, long id, BroadcastTarget target, Duration timeout) {
    return afterEarlierWork().compose(_ -> ask(members(target), event, id, timeout));
  }

  private static Future<List<JsonNode>> ask(
      List<LocalSocket> asked, EncodedEvent event, long id, Duration timeout) {
    if (asked.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Promise<List<JsonNode>> all = Promise.promise();
    List<JsonNode> answers = new ArrayList<>();
    Runnable timer =
        asked
            .getFirst()
            .eventLoop()
            .after(
                timeout,
                () -> {
                  synchronized (answers) {
                    all.tryFail(new BroadcastTimeoutException(answers));
                  }
                });
    OutgoingEvent outgoingEvent = OutgoingEvent.of(event, Reliability.RELIABLE, true);
    for (LocalSocket socket : asked) {
      socket
          .eventLoop()
          .execute(() -> {
            socket.expectAck(
                id,
                answer -> {
                  synchronized (answers) {
                    answers.add(answer);
                    if (answers.size() == asked.size()) {
                      timer.run();
                      all.tryComplete(List.copyOf(answers));
                    }
                  }
                },
                () -> {});
            socket.deliver(outgoingEvent);
          });
    }
    return all.future();
  }

  @Override
  public Future<List<JsonNode>> serverSideEmit(EncodedEvent event) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public void close() {}
}
