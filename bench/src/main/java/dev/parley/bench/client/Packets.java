package dev.parley.bench.client;

import java.io.IOException;

/// Reads the few values that these clients need from the texts of packets.
public final class Packets {
  private Packets() {}

  /// The value of a text field that contains no escaped characters, such as a session id.
  ///
  /// @throws IOException if the packet has no such field
  public static String field(String packet, String name) throws IOException {
    String before = "\"" + name + "\":\"";
    int from = packet.indexOf(before) + before.length();
    int to = packet.indexOf('"', from);
    if (from < before.length() || to < 0) {
      throw new IOException("a packet has no " + name + ": " + packet);
    }
    return packet.substring(from, to);
  }
}
