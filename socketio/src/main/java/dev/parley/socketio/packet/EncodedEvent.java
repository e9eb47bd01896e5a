package dev.parley.socketio.packet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;

/// An event that is ready to be sent, except that an offset may still be added. Safe for use by
/// many threads.
public final class EncodedEvent {
  private final byte[] head;
  private final byte[] json;
  private final List<byte[]> attachments;

  EncodedEvent(byte[] head, byte[] json, List<byte[]> attachments) {
    this.head = head;
    this.json = json;
    this.attachments = List.copyOf(attachments);
  }

  /// The packet's text in UTF-8, for example `2["hello",1]`.
  public byte[] text() {
    byte[] text = new byte[head.length + json.length];
    System.arraycopy(head, 0, text, 0, head.length);
    System.arraycopy(json, 0, text, head.length, json.length);
    return text;
  }

  /// The packet's text with `offset` as one more argument at the end: `2["hello",1,"k3f9a-1c"]`.
  ///
  /// @param offset letters, digits and dashes
  public byte[] text(String offset) {
    byte[] tail = (",\"" + offset + "\"]").getBytes(UTF_8);
    int kept = json.length - 1;
    byte[] text = new byte[head.length + kept + tail.length];
    System.arraycopy(head, 0, text, 0, head.length);
    System.arraycopy(json, 0, text, head.length, kept);
    System.arraycopy(tail, 0, text, head.length + kept, tail.length);
    return text;
  }

  /// The size of the event without an offset.
  public int bytes() {
    int bytes = head.length + json.length;
    for (byte[] attachment : attachments) {
      bytes += attachment.length;
    }
    return bytes;
  }

  /// The attachments that must follow the text, in order. Callers must not change them.
  public List<byte[]> attachments() {
    return attachments;
  }

  /// The event as a receiver reads it, without an offset.
  public Packet.Event decoded() {
    PacketDecoder decoder = new PacketDecoder(Integer.MAX_VALUE, Long.MAX_VALUE);
    Optional<Packet> packet = decoder.text(new String(text(), UTF_8));
    for (byte[] attachment : attachments) {
      packet = decoder.binary(attachment);
    }
    return (Packet.Event) packet.orElseThrow();
  }
}
