package dev.parley.store.mongo;

import dev.parley.chat.Draft;
import dev.parley.chat.InboundEvent;
import dev.parley.chat.MessageId;
import dev.parley.chat.Person;
import dev.parley.chat.ReadAhead;
import dev.parley.chat.WaId;
import dev.parley.chat.archive.ArchivedRecord;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a step will ask for, as far as its input tells: read for all steps of a group together.
/// What is missing here is read when it is asked for.
///
/// @param messages by either id
/// @param free names that are known to be no WhatsApp's id of any document, to be looked for as ids
/// @param carried names of messages that most likely are there by their id: looked for so first
/// @param events of amendments
/// @param people by number or user id: their contacts, chats, and where they moved
/// @param chats beside those of the people
/// @param webhooks what becomes of the JSON of webhooks: made on the caller's thread, not on the
///   writer's
record ExpectedReads(
    Set<MessageId> messages,
    Set<MessageId> free,
    Set<MessageId> carried,
    Set<MessageId> events,
    Set<WaId> people,
    Set<WaId> chats,
    Map<String, WebhookData> webhooks) {
  /// Nothing that is known before.
  static ExpectedReads nothing() {
    return new ExpectedReads(
        new LinkedHashSet<>(),
        new LinkedHashSet<>(),
        new LinkedHashSet<>(),
        new LinkedHashSet<>(),
        new LinkedHashSet<>(),
        new LinkedHashSet<>(),
        new HashMap<>());
  }

  static ExpectedReads by(ReadAhead ahead) {
    ExpectedReads wanted = nothing();
    switch (ahead) {
      case ReadAhead.Nothing() -> {}
      case ReadAhead.OfEvents(var events) -> events.forEach(wanted::add);
      case ReadAhead.OfDraft(var draft) -> wanted.add(draft);
      case ReadAhead.OfChat(var chat) -> wanted.chats.add(chat);
      case ReadAhead.OfPeople(var all) -> wanted.people.addAll(all);
    }
    return wanted;
  }

  /// @param fresh there was no message when the database was opened, so names are taken by what was
  ///   added since, under its id
  static ExpectedReads by(List<ArchivedRecord> batch, boolean fresh) {
    ExpectedReads wanted = nothing();
    for (ArchivedRecord kept : batch) {
      switch (kept) {
        case ArchivedRecord.OfContact(var contact) -> wanted.people.add(contact.waId());
        case ArchivedRecord.OfIdentity(var userId, _) -> wanted.people.add(userId);
        case ArchivedRecord.OfAmendment(var amendment) -> {
          wanted.messages.add(amendment.target());
          wanted.events.add(amendment.event());
        }
        case ArchivedRecord.OfStatus(var report, _) -> wanted.messages.add(report.message());
        case ArchivedRecord.OfUnprocessed _,
            ArchivedRecord.OfShared _,
            ArchivedRecord.OfNote _,
            ArchivedRecord.OfStatistics _ -> {} // rare
        case ArchivedRecord.OfChatState(var chat, _) -> wanted.chats.add(chat);
        case ArchivedRecord.OfMessage(var message, _) -> {
          Set<MessageId> names = fresh ? wanted.free : wanted.carried;
          names.add(message.id());
          names.add(message.metaId());
          wanted.chats.add(message.chat());
        }
        case ArchivedRecord.EndOfChat(var summary) -> wanted.chats.add(summary.waId());
      }
    }
    return wanted;
  }

  void addAll(ExpectedReads other) {
    messages.addAll(other.messages);
    free.addAll(other.free);
    carried.addAll(other.carried);
    events.addAll(other.events);
    people.addAll(other.people);
    chats.addAll(other.chats);
    webhooks.putAll(other.webhooks);
  }

  private void add(InboundEvent event) {
    switch (event) {
      case InboundEvent.Arrived(var draft, _) -> add(draft);
      case InboundEvent.StatusReported reported -> {
        messages.add(reported.report().message());
        if (reported.sentAs() != null) {
          messages.add(reported.sentAs());
        }
        Person recipient = reported.recipient();
        if (recipient != null && !recipient.userIds().isEmpty()) {
          add(recipient, null);
        }
      }
      case InboundEvent.Amended amended -> {
        messages.add(amended.target());
        events.add(amended.event());
        add(amended.person(), amended.group());
      }
      case InboundEvent.Called(var draft) -> add(draft);
      case InboundEvent.Listed(var person, _) -> add(person, null);
      case InboundEvent.Moved _ -> {} // rare
    }
  }

  private void add(Draft draft) {
    if (draft.webhookData() != null) {
      webhooks.put(draft.webhookData(), WebhookData.of(draft.webhookData()));
    }
    messages.add(draft.id());
    if (draft.metaId() != null) {
      messages.add(draft.metaId());
    }
    add(draft.person(), draft.group());
  }

  private void add(Person person, @Nullable WaId group) {
    if (person.number() != null) {
      people.add(person.number());
    }
    people.addAll(person.userIds());
    if (group != null) {
      chats.add(group);
    }
  }
}
