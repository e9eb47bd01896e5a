package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One thing that reached us from outside. A webhook call carries many; each is applied on its own,
/// in order.
public sealed interface InboundEvent {
  /// The same, told of another of our numbers than the first.
  ///
  /// @param ourNumber see [WaId#through]
  InboundEvent through(String ourNumber);

  /// Whether every address in it fits to `ourNumber`, see [WaId#fitsTo].
  default boolean fitsTo(String ourNumber) {
    return addresses().stream().allMatch(it -> it.fitsTo(ourNumber));
  }

  /// Everybody's addresses in it.
  List<WaId> addresses();

  /// A message: a customer's, or one of ours that was written on another device.
  ///
  /// @param reportsStatus whether the body reported a status, which then applies to a message that
  ///   is stored already
  record Arrived(Draft draft, boolean reportsStatus) implements InboundEvent {
    /// Counts once, whatever its status is when it comes again.
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

  /// A message has come further.
  ///
  /// @param sentAs the id under which we asked WhatsApp to send it, where WhatsApp repeats it:
  ///   `biz_opaque_callback_data`
  /// @param recipient the customer it was sent to; null when not told, or for a group
  /// @param unlessKnown what is kept when there is no such message, beside the report
  /// @param participant the member of a group whose device reports it; null outside of groups
  record StatusReported(
      StatusReport report,
      @Nullable MessageId sentAs,
      @Nullable Person recipient,
      @Nullable Unprocessed unlessKnown,
      @Nullable Person participant)
      implements InboundEvent {
    /// About a message that is not in a group.
    public StatusReported(
        StatusReport report,
        @Nullable MessageId sentAs,
        @Nullable Person recipient,
        @Nullable Unprocessed unlessKnown) {
      this(report, sentAs, recipient, unlessKnown, null);
    }

    /// About a message of which only the id is told.
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

  /// Somebody changed a message after it was written. The message may be unknown to us, then this
  /// is kept and applied when it comes.
  ///
  /// @param event the id of the webhook's own message: the same event twice counts once
  /// @param target the message it is about
  /// @param person the customer of the chat
  /// @param group the group, where it happened in one
  /// @param direction who did it: the customer (`INCOMING`) or we
  record Amended(
      MessageId event,
      MessageId target,
      Person person,
      @Nullable WaId group,
      Direction direction,
      Instant at,
      Amendment.What what)
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

  /// Something happened to a call. All reports of one call have its id, and are one message.
  ///
  /// @param draft the message where this is the first report; it holds a [Content.Call]
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

    /// What is told of the call.
    Content.Call call() {
      return (Content.Call) Objects.requireNonNull(draft.body().content());
    }
  }

  /// The phone of the business has somebody in its address book. A name that Parley knows already
  /// is better than the one there. Source: Cloud API docs, "Webhooks > smb_app_state_sync".
  ///
  /// @param person with the name of the address book as [Person#profileName]; null: it has none any
  ///   more
  /// @param at when the phone noted it
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

  /// A customer is now reached in another way; what is null or empty did not change or was not
  /// told. Source: Cloud API docs, `user_id_update` and the system messages `user_changed_number`,
  /// `user_changed_user_id`.
  ///
  /// @param notice the message that says so, which is an event of its own: where that is a
  ///   duplicate, this is old news
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
