package dev.parley.bench.realtime;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// Keeps a number of broadcasts under way. Used by one thread.
///
/// Because the server sends the same broadcasts to all clients in one order, a client's n-th event
/// is the n-th broadcast; once every client has received its n-th event, broadcast n is complete.
final class Broadcasts {
  /// Fills the payload to some 200 bytes, including the name of the event.
  static final String FILLING =
      "Good morning, I ordered two of the blue lamps last Tuesday and was told that they would be"
          + " here by the end of the week. Could you please look where they are?";

  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// Sends a packet to the server.
  interface Sender {
    void send(String packet) throws IOException;
  }

  private final Sender sender;
  private final int clients;
  private final Histogram nanos = histogram();
  private final int[] missing;
  private final long[] begun;
  private final int mask;
  private final long start = System.nanoTime();
  private final long end;
  private long sent;
  private long completed;
  private long last;

  private Broadcasts(Sender sender, int clients, int inFlight, Duration length) {
    int slots = Integer.highestOneBit(inFlight) * 2;
    this.sender = sender;
    this.clients = clients;
    this.missing = new int[slots];
    this.begun = new long[slots];
    this.mask = slots - 1;
    this.end = start + length.toNanos();
  }

  /// Creates the broadcasts of a measurement; [#begin] sends the first ones.
  ///
  /// @param clients the number of clients that must receive each broadcast
  static Broadcasts of(Sender sender, int clients, int inFlight, Duration length) {
    return new Broadcasts(sender, clients, inFlight, length);
  }

  static Histogram histogram() {
    return new Histogram(LONGEST.toNanos(), 3);
  }

  /// Sends the first broadcasts.
  void begin(int inFlight) throws IOException {
    for (int i = 0; i < inFlight; i++) {
      send(start);
    }
  }

  private void send(long now) throws IOException {
    int slot = (int) sent & mask;
    missing[slot] = clients;
    begun[slot] = now;
    String number = Long.toString(1_000_000_000L + sent);
    sent++;
    sender.send("42[\"broadcast\",{\"n\":" + number + ",\"text\":\"" + FILLING + "\"}]");
  }

  /// Notes that a client has received its `count`-th event. When the last client has it, the next
  /// broadcast is sent, until the time is over.
  ///
  /// @throws IOException if no broadcast with this number was sent
  void arrived(long count) throws IOException {
    long number = count - 1;
    if (number >= sent) {
      throw new IOException("a broadcast arrived that was not sent");
    }
    int slot = (int) number & mask;
    if (--missing[slot] == 0) {
      long now = System.nanoTime();
      nanos.recordValue(now - begun[slot]);
      completed++;
      last = now;
      if (now - end < 0) {
        send(now);
      }
    }
  }

  /// Whether all sent broadcasts are complete.
  boolean complete() {
    return completed == sent;
  }

  /// @param bytes the number of bytes that have arrived
  Measured measured(long bytes) {
    return new Measured(completed * clients, bytes, Duration.ofNanos(last - start), nanos);
  }
}
