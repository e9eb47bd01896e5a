package dev.parley.chat;

/// The result of applying a webhook: every element is counted in exactly one field.
///
/// @param messages stored messages, amendments that were applied or kept for their message, and
///   reports of calls
/// @param statuses statuses that were applied or kept for their message
/// @param duplicates messages and amendments that were stored already
/// @param ignored elements that were understood but changed no message: an outdated status, a new
///   user id, an entry of an address book
/// @param unprocessed elements that were not understood, and are kept
public record Ingested(
    long messages, long statuses, long duplicates, long ignored, long unprocessed) {
  /// All counts are zero.
  public static final Ingested NOTHING = new Ingested(0, 0, 0, 0, 0);

  static final Ingested MESSAGE = new Ingested(1, 0, 0, 0, 0);
  static final Ingested STATUS = new Ingested(0, 1, 0, 0, 0);
  static final Ingested DUPLICATE = new Ingested(0, 0, 1, 0, 0);
  static final Ingested IGNORED = new Ingested(0, 0, 0, 1, 0);
  static final Ingested UNPROCESSED = new Ingested(0, 0, 0, 0, 1);

  /// The sum of this result and `other`.
  public Ingested plus(Ingested other) {
    return new Ingested(
        messages + other.messages,
        statuses + other.statuses,
        duplicates + other.duplicates,
        ignored + other.ignored,
        unprocessed + other.unprocessed);
  }
}
