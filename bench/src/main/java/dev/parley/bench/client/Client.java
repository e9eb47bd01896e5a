package dev.parley.bench.client;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A client of a Socket.IO server in the namespace `/`: joins, answers pings, and reports
/// everything else that arrives. Used by the thread of its loop.
public abstract sealed class Client permits SocketConnection, PollingClient {
  /// Receives the events of a client.
  public interface Events {
    /// Bytes have arrived and were not read yet.
    default void arrived(int bytes) {}

    /// The namespace is joined.
    void joined(Client client) throws IOException;

    /// An event has arrived.
    void event(Client client) throws IOException;

    /// Any other packet has arrived.
    ///
    /// @throws IOException if it was not expected
    default void other(Client client, PacketKind kind) throws IOException {
      throw new IOException("the server sent an unexpected packet: " + kind);
    }

    /// The server has ended the connection.
    ///
    /// @throws IOException if that was not expected
    default void ended(Client client, String why) throws IOException {
      throw new EOFException("the server closed connection " + client.number + ": " + why);
    }
  }

  /// Its index among the driver's connections.
  public final int number;

  /// The time at which it began to connect or last sent a packet, in nanoseconds.
  public long begun = System.nanoTime();

  /// The number of events that have arrived.
  public long received;

  /// An action that runs after another one has finished.
  public interface Action {
    void go() throws IOException;
  }

  final Events events;
  private @Nullable Action left;
  private String join = "40";

  Client(int number, Events events) {
    this.number = number;
    this.events = events;
  }

  /// Requests the recovery of a session when it joins. Call this before the loop runs.
  ///
  /// @param pid the secret id of the session
  /// @param offset the offset of the last event that arrived
  public void recover(String pid, String offset) {
    join = "40{\"recover\":true,\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}";
  }

  /// Joins with a session that can be recovered. Call this before the loop runs.
  public void recoverable() {
    join = "40{\"recover\":true}";
  }

  /// Handles a packet.
  void packet(PacketKind kind) throws IOException {
    switch (kind) {
      case OPEN -> {
        opened();
        send(join);
      }
      case PING -> send("3");
      case JOINED -> events.joined(this);
      case EVENT -> {
        received++;
        events.event(this);
      }
      case CLOSE -> {
        close();
        over("it said so");
      }
      case NOOP -> {}
      case PROBED, LEFT, ACK, OTHER -> events.other(this, kind);
    }
  }

  /// The open packet has arrived.
  void opened() throws IOException {}

  /// Sends a packet of Engine.IO.
  ///
  /// @param packet the packet in ASCII
  public abstract void send(String packet) throws IOException;

  /// The packet that [Events] is receiving, if texts are kept.
  public abstract String text();

  /// Leaves the namespace and ends the session, like a client that is closed.
  ///
  /// @param then runs once the server has received the packet
  public void leave(Action then) throws IOException {
    left = then;
    send("41");
    send("1");
  }

  boolean isLeaving() {
    return left != null;
  }

  /// The server has ended the connection, unless this client is leaving.
  void over(String why) throws IOException {
    if (left == null) {
      events.ended(this, why);
    } else {
      left.go();
    }
  }

  /// Ends the connection without a packet.
  public abstract void close() throws IOException;
}
