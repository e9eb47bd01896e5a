package dev.parley.outbox;

import java.time.Duration;

/// How long is tried, and what follows where nobody knows whether WhatsApp has a message.
///
/// @param lease how long one attempt may take, with all that belongs to it; longer than any
///   transport waits for an answer
/// @param patience how long a status is waited for that says whether WhatsApp has a message:
///   `SEND_UNCERTAIN_SECONDS`
/// @param resend whether it is sent again after that, at the risk that the customer gets it twice;
///   else it fails, and a person decides: `SEND_UNCERTAIN`
/// @param attempts how often one message is given to WhatsApp when it may have arrived each time
/// @param age how long after it was written a message may still be sent: `SEND_MAX_AGE_HOURS`
public record SendPolicy(
    Duration lease, Duration patience, boolean resend, int attempts, Duration age) {
  /// A minute's lease, two minutes' patience, nothing sent twice, nothing sent after a day.
  public static final SendPolicy DEFAULTS =
      new SendPolicy(
          Duration.ofSeconds(60), Duration.ofSeconds(120), false, 3, Duration.ofHours(24));

  /// Beside the time for an answer, what an attempt may take: to connect, and to wait for the
  /// store.
  private static final Duration REST = Duration.ofSeconds(30);

  /// The same with other times.
  public SendPolicy with(Duration newPatience, boolean newResend, Duration newAge) {
    return new SendPolicy(lease, newPatience, newResend, attempts, newAge);
  }

  /// The same for a transport that waits so long for an answer.
  public SendPolicy answering(Duration answer) {
    return new SendPolicy(answer.plus(REST), patience, resend, attempts, age);
  }
}
