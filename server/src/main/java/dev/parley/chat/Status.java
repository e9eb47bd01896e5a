package dev.parley.chat;

/// How far a message has come. The order of the first six is their rank. Source: Cloud API docs,
/// "Webhooks > messages > status"; `PENDING` and `HELD` are Parley's words. How they follow one
/// another is in [Delivery].
public enum Status {
  /// Stored, not yet accepted by WhatsApp.
  PENDING,
  /// Accepted by WhatsApp, but held back: WhatsApp first sends some of a template's messages and
  /// waits for the customers' feedback. Then the message is sent or fails, without Parley's doing.
  /// Source: Cloud API docs, "Template pacing".
  HELD,
  /// Accepted by WhatsApp.
  SENT,
  /// On the other side's device.
  DELIVERED,
  /// Seen there.
  READ,
  /// A voice message that was listened to.
  PLAYED,
  /// WhatsApp gave up on it.
  FAILED;

  /// Whether this proves that the message reached a device: the states that a failure cannot undo.
  public boolean reached() {
    return this == DELIVERED || seen();
  }

  /// Whether the other side, or for an incoming message an agent, has seen it.
  public boolean seen() {
    return this == READ || this == PLAYED;
  }
}
