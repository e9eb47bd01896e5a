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

/// The rows that a step will need, as far as its input shows. They are read for all steps of a
/// group together. Other rows are read when a step needs them.
///
/// @param messages messages, by Parley's or WhatsApp's id
/// @param free ids that are known not to be the WhatsApp id of any document; looked up only as
///   Parley's ids
/// @param carried ids of messages that most likely exist under Parley's id; looked up that way
///   first
/// @param events the events of amendments
/// @param people people, by number or user id: their contacts, chats and current addresses
/// @param chats chats in addition to those of the people
/// @param webhooks the stored form of the JSON of webhooks, which is computed on the caller's
///   thread rather than on the writer's
record ExpectedReads(
    Set<MessageId> messages,
    Set<MessageId> free,
    Set<MessageId> carried,
    Set<MessageId> events,
    Set<WaId> people,
    Set<WaId> chats,
    Map<String, WebhookData> webhooks) {
  /// No expected rows.
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

  /// @param fresh whether the database had no messages when it was opened: then only messages that
  ///   were added since can have these ids
  static ExpectedReads by(List<ArchivedRecord> batch, boolean fresh) {
    ExpectedReads wanted = nothing();
    for (ArchivedRecord kept : batch) {
      switch (kept) {
        case ArchivedRecord.OfContact(var contact) -> wanted.people.add(contact.waId());
        case ArchivedRecord.OfIdentity(var alias) -> wanted.people.add(alias.id());
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
