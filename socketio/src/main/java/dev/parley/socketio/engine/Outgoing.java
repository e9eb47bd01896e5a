package dev.parley.socketio.engine;

import java.util.List;

/// A message on its way out: a text and the binary messages that must follow it directly. Encoded
/// once and shared by all sessions it goes to; safe for use by many threads.
public final class Outgoing {
  private final byte[] text;
  private final List<byte[]> binaries;
  private final boolean compress;

  /// The caller must not change the arrays afterwards.
  ///
  /// @param text UTF-8, without an Engine.IO packet type
  /// @param compress whether a transport that can may compress it
  public Outgoing(byte[] text, List<byte[]> binaries, boolean compress) {
    this.text = text;
    this.binaries = List.copyOf(binaries);
    this.compress = compress;
  }

  byte[] text() {
    return text;
  }

  List<byte[]> binaries() {
    return binaries;
  }

  boolean compress() {
    return compress;
  }
}
