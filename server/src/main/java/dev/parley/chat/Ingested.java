package dev.parley.chat;

/// What became of what a webhook brought: every element is counted in exactly one place.
///
/// @param messages stored, amendments applied or kept for their message, or news of a call
/// @param statuses applied, or kept for their message
/// @param duplicates messages and amendments that we already had
/// @param ignored understood, but no message is another for it: a status that was passed already, a
///   new user id, an entry of an address book
/// @param unprocessed not understood, and kept as such
public record Ingested(
    long messages, long statuses, long duplicates, long ignored, long unprocessed) {
  /// Nothing yet.
  public static final Ingested NOTHING = new Ingested(0, 0, 0, 0, 0);

  static final Ingested MESSAGE = new Ingested(1, 0, 0, 0, 0);
  static final Ingested STATUS = new Ingested(0, 1, 0, 0, 0);
  static final Ingested DUPLICATE = new Ingested(0, 0, 1, 0, 0);
  static final Ingested IGNORED = new Ingested(0, 0, 0, 1, 0);
  static final Ingested UNPROCESSED = new Ingested(0, 0, 0, 0, 1);

  /// Both together.
  public Ingested plus(Ingested other) {
    return new Ingested(
        messages + other.messages,
        statuses + other.statuses,
        duplicates + other.duplicates,
        ignored + other.ignored,
        unprocessed + other.unprocessed);
  }
}
