package dev.parley.chat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows that a store offers to [ChatRules] within one atomic step: either everything that the
/// step wrote is kept, or nothing. Reads see the step's own writes.
///
/// Used by one thread, and only while the step runs.
public interface ChatLedger {
  /// The message with this id, or with this as WhatsApp's id.
  Optional<Message> message(MessageId id);

  /// Adds a message unless its id, or WhatsApp's, is taken: the unique keys decide.
  ///
  /// @return whether it was added
  boolean add(Message message, @Nullable String webhookData);

  /// Writes the delivery, body, reactions and `updatedAt` of a message that is there.
  void update(Message message);

  /// The incoming messages of `chat` that nobody has read, by `seq`.
  ///
  /// @param since none of them has an older timestamp
  List<Message> unread(WaId chat, Instant since);

  /// The latest timestamp, between two others, of a message of `chat` in one direction.
  ///
  /// @param after earlier than it
  /// @param before later than it
  Optional<Instant> newest(WaId chat, Direction direction, Instant after, Instant before);

  Optional<ChatSummary> summary(WaId chat);

  void save(ChatSummary summary);

  /// Keeps a report for a message that is not there yet, in place of one with the same status.
  void keep(StatusReport report, Instant receivedAt);

  /// The reports that wait for a message.
  List<StatusReport> reportsFor(MessageId message);

  /// Forgets them.
  void forgetReportsFor(MessageId message);

  /// Forgets those that were received before `moment`.
  void forgetReportsBefore(Instant moment);

  /// Keeps an amendment for good.
  ///
  /// @return false when its event is kept already
  boolean keep(Amendment amendment);

  /// Everything done to a message, in the order in which it was received.
  List<Amendment> amendmentsOf(MessageId message);

  Optional<Contact> contact(WaId waId);

  void save(Contact contact);

  /// Contacts marked online of whom nothing was heard since `moment`.
  List<Contact> onlineButUnseenSince(Instant moment);

  /// The address under which the person with this user id has their chat, where it is another than
  /// the id itself.
  Optional<WaId> addressOf(WaId userId);

  /// From now on the person with this user id is found at `address`.
  void learn(WaId userId, WaId address);

  /// Keeps what could not be understood; the same bytes again only count.
  void keep(Unprocessed unprocessed, Instant now);

  /// What could not be understood and has this number.
  Optional<ChatHistory.KeptUnprocessed> unprocessed(long number);

  /// Adds what another store could not understand, with its number, unless the number or the bytes
  /// are taken. Numbers given out later are higher.
  ///
  /// @return whether it was added
  boolean add(ChatHistory.KeptUnprocessed entry);

  /// Forgets what a replay understood.
  void forgetUnprocessed(long number);
}
