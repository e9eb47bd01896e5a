package dev.parley.outbox;

import java.time.Duration;

/// The settings for how long Parley tries to send a message, and what it does if it is unknown
/// whether WhatsApp has the message.
///
/// @param lease the time that one complete attempt may take; longer than any transport waits for an
///   answer
/// @param patience the time for which Parley waits for a status that shows that WhatsApp has a
///   message: `SEND_UNCERTAIN_SECONDS`
/// @param resend whether the message is sent again after `patience`, although the customer may then
///   get it twice; otherwise it fails, and a person decides: `SEND_UNCERTAIN`
/// @param attempts the maximum number of times that one message is sent if each time it may have
///   arrived
/// @param age the age up to which a message may still be sent: `SEND_MAX_AGE_HOURS`
public record SendPolicy(
    Duration lease, Duration patience, boolean resend, int attempts, Duration age) {
  /// One minute of lease, two minutes of patience, no duplicates, and nothing is sent after a day.
  public static final SendPolicy DEFAULTS =
      new SendPolicy(
          Duration.ofSeconds(60), Duration.ofSeconds(120), false, 3, Duration.ofHours(24));

  /// The time that an attempt may take in addition to the time for an answer: to connect, and to
  /// wait for the store.
  private static final Duration REST = Duration.ofSeconds(30);

  /// This policy with other times.
  public SendPolicy with(Duration newPatience, boolean newResend, Duration newAge) {
    return new SendPolicy(lease, newPatience, newResend, attempts, newAge);
  }

  /// This policy for a transport that waits this long for an answer.
  public SendPolicy answering(Duration answer) {
    return new SendPolicy(answer.plus(REST), patience, resend, attempts, age);
  }
}
