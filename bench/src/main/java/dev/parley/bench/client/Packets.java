package dev.parley.bench.client;

import java.io.IOException;

/// Reads the few values that these clients need from the texts of packets.
public final class Packets {
  private Packets() {}

  /// The value of a field of text that needs no unescaping, such as a session's name.
  ///
  /// @throws IOException when the packet has no such field
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
