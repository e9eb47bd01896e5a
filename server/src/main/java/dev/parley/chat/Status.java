package dev.parley.chat;

/// The delivery status of a message. The first six values are in the order of their ranks. Source:
/// Cloud API docs, "Webhooks > messages > status"; `PENDING` and `HELD` are Parley's own names.
/// [Delivery] defines which status can follow which.
public enum Status {
  /// Stored, not yet accepted by WhatsApp.
  PENDING,
  /// Accepted by WhatsApp, but held back: WhatsApp first sends some of a template's messages and
  /// waits for the customers' feedback. After that, the message is sent or fails without any action
  /// by Parley. Source: Cloud API docs, "Template pacing".
  HELD,
  /// Accepted by WhatsApp.
  SENT,
  /// Delivered to a device of the other side.
  DELIVERED,
  /// Seen by the other side.
  READ,
  /// A voice message that was listened to.
  PLAYED,
  /// WhatsApp gave up on it.
  FAILED;

  /// Whether this status proves that the message reached a device. A failure cannot replace such a
  /// status.
  public boolean reached() {
    return this == DELIVERED || seen();
  }

  /// Whether the other side, or for an incoming message an agent, has seen it.
  public boolean seen() {
    return this == READ || this == PLAYED;
  }
}
