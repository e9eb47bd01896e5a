package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One event that Parley received, for example from a webhook. A webhook may contain many events,
/// which Parley applies one by one, in order.
public sealed interface InboundEvent {
  /// The same event, received through the number `ourNumber` instead of the first number of the
  /// business.
  ///
  /// @param ourNumber WhatsApp's id of the number, see [WaId#through]
  InboundEvent through(String ourNumber);

  /// Whether every address in the event belongs to `ourNumber`, see [WaId#fitsTo].
  default boolean fitsTo(String ourNumber) {
    return addresses().stream().allMatch(it -> it.fitsTo(ourNumber));
  }

  /// All addresses in the event.
  List<WaId> addresses();

  /// A message from a customer, or from the business if it was written on another device.
  ///
  /// @param reportsStatus whether the webhook also reported a status. If the message is stored
  ///   already, the status is applied to it
  record Arrived(Draft draft, boolean reportsStatus) implements InboundEvent {
    /// A message without a status report. If it is stored already, its status is not applied.
    public Arrived(Draft draft) {
      this(draft, false);
    }

    @Override
    public InboundEvent through(String ourNumber) {
      return new Arrived(draft.through(ourNumber), reportsStatus);
    }

    @Override
    public List<WaId> addresses() {
      return all(draft.person(), draft.group());
    }
  }

  /// The status of a message changed, for example from sent to delivered.
  ///
  /// @param sentAs Parley's id of the message, if WhatsApp returned it in
  ///   `biz_opaque_callback_data`
  /// @param recipient the customer to whom it was sent; null if unknown, or for a group
  /// @param unlessKnown the unprocessed entry to keep, in addition to the report, if there is no
  ///   such message
  /// @param participant the member of a group whose device reports it; null outside of groups
  record StatusReported(
      StatusReport report,
      @Nullable MessageId sentAs,
      @Nullable Person recipient,
      @Nullable Unprocessed unlessKnown,
      @Nullable Person participant)
      implements InboundEvent {
    /// Reports the status of a message that is not in a group.
    public StatusReported(
        StatusReport report,
        @Nullable MessageId sentAs,
        @Nullable Person recipient,
        @Nullable Unprocessed unlessKnown) {
      this(report, sentAs, recipient, unlessKnown, null);
    }

    /// Reports the status of a message when only the id of the message is known.
    public StatusReported(StatusReport report) {
      this(report, null, null, null);
    }

    @Override
    public InboundEvent through(String ourNumber) {
      return new StatusReported(
          report,
          sentAs,
          recipient == null ? null : recipient.through(ourNumber),
          unlessKnown,
          participant == null ? null : participant.through(ourNumber));
    }

    @Override
    public List<WaId> addresses() {
      List<WaId> all = all(recipient, null);
      all.addAll(all(participant, null));
      return all;
    }
  }

  /// Somebody changed a message after it was written. If Parley does not know the message yet, it
  /// keeps the event and applies it when the message arrives.
  ///
  /// @param event the id of the event in the webhook: an event that arrives twice is applied once
  /// @param target the id of the changed message
  /// @param person the customer of the chat
  /// @param group the group of the message; null: not in a group
  /// @param direction who changed it: the customer (`INCOMING`) or the business
  record Amended(
      MessageId event,
      MessageId target,
      Person person,
      @Nullable WaId group,
      Direction direction,
      Instant at,
      Amendment.Action what)
      implements InboundEvent {
    @Override
    public InboundEvent through(String ourNumber) {
      return new Amended(
          event,
          target,
          person.through(ourNumber),
          group == null ? null : group.through(ourNumber),
          direction,
          at,
          what);
    }

    @Override
    public List<WaId> addresses() {
      return all(person, group);
    }
  }

  /// A report about a call. All reports of one call have the same id and result in one message.
  ///
  /// @param draft the message to store if this is the first report; its content is a [Content.Call]
  record Called(Draft draft) implements InboundEvent {
    public Called {
      if (!(draft.body().content() instanceof Content.Call)) {
        throw new IllegalArgumentException("the message of a call must hold a call");
      }
    }

    @Override
    public InboundEvent through(String ourNumber) {
      return new Called(draft.through(ourNumber));
    }

    @Override
    public List<WaId> addresses() {
      return all(draft.person(), draft.group());
    }

    /// The content of the report.
    Content.Call call() {
      return (Content.Call) Objects.requireNonNull(draft.body().content());
    }
  }

  /// An entry in the address book of the business's phone. A name that Parley knows already takes
  /// precedence over the name in the address book. Source: Cloud API docs, "Webhooks >
  /// smb_app_state_sync".
  ///
  /// @param person the person; [Person#profileName] is the name in the address book, null if it was
  ///   removed
  /// @param at the time of the change on the phone
  record Listed(Person person, Instant at) implements InboundEvent {
    @Override
    public InboundEvent through(String ourNumber) {
      return new Listed(person.through(ourNumber), at);
    }

    @Override
    public List<WaId> addresses() {
      return all(person, null);
    }
  }

  /// The number or a user id of a customer changed. A field is null or empty if that value did not
  /// change or WhatsApp did not report it. Source: Cloud API docs, `user_id_update` and the system
  /// messages `user_changed_number`, `user_changed_user_id`.
  ///
  /// @param notice the id of the system message that reports the change. The system message is a
  ///   separate event; if it is a duplicate, the change was applied before
  record Moved(
      @Nullable WaId fromNumber,
      @Nullable WaId toNumber,
      List<WaId> fromUserIds,
      List<WaId> toUserIds,
      Instant at,
      @Nullable MessageId notice)
      implements InboundEvent {
    public Moved {
      fromUserIds = List.copyOf(fromUserIds);
      toUserIds = List.copyOf(toUserIds);
    }

    @Override
    public InboundEvent through(String ourNumber) {
      return new Moved(
          fromNumber == null ? null : fromNumber.through(ourNumber),
          toNumber == null ? null : toNumber.through(ourNumber),
          fromUserIds.stream().map(it -> it.through(ourNumber)).toList(),
          toUserIds.stream().map(it -> it.through(ourNumber)).toList(),
          at,
          notice);
    }

    @Override
    public List<WaId> addresses() {
      List<WaId> all = new ArrayList<>(fromUserIds);
      all.addAll(toUserIds);
      Stream.of(fromNumber, toNumber).filter(Objects::nonNull).forEach(all::add);
      return all;
    }
  }

  private static List<WaId> all(@Nullable Person person, @Nullable WaId group) {
    List<WaId> all = person == null ? new ArrayList<>() : person.addresses();
    if (group != null) {
      all.add(group);
    }
    return all;
  }
}
