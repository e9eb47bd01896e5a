package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.Chat;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.ChatList;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessagePage;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// Reads chats with their contacts and newest messages. Every query uses an index. See
/// [MongoQueries].
final class ChatQueries {
  /// The number of attempts to read a chat that changes while it is read.
  private static final int TRIES = 5;

  /// The minimum number of chats to read if some chats of a page were skipped.
  private static final int MORE = 100;

  private final MongoCollection<Document> chats;
  private final MongoCollection<Document> contacts;
  private final MongoCollection<Document> messages;
  private final MessageQueries ofMessages;
  private final DocumentBudget budget;
  private final DamageLog damages;

  ChatQueries(
      MongoDatabase database, MessageQueries ofMessages, DocumentBudget budget, DamageLog damages) {
    this.chats = database.getCollection(ChatDocument.COLLECTION);
    this.contacts = database.getCollection(ContactDocument.COLLECTION);
    this.messages = database.getCollection(MessageDocument.COLLECTION);
    this.ofMessages = ofMessages;
    this.budget = budget;
    this.damages = damages;
  }

  /// A page of chats. A chat with a damaged summary or without messages is skipped; later chats
  /// take its place on the page.
  List<ListedChat> page(ChatCriterion criterion, @Nullable Position after, int limit) {
    if (criterion instanceof ChatCriterion.VisibleTo visible) {
      return ChatList.merged(
          visible.parts().stream().map(part -> page(part, after, limit)).toList(), limit);
    }
    List<ListedChat> page = new ArrayList<>();
    int skipped = 0;
    int wanted = limit;
    while (wanted > 0) {
      List<ChatSummary> summaries = new ArrayList<>();
      int seen = 0;
      for (Document document :
          chats
              .find(
                  Filters.and(
                      ChatDocument.fitting(criterion),
                      after == null
                          ? Filters.empty()
                          : Pages.behind(
                              after.at(),
                              ChatDocument.NEWEST_TIMESTAMP,
                              FieldNames.KEY,
                              after.waId().value())))
              .sort(Sorts.descending(ChatDocument.NEWEST_TIMESTAMP, FieldNames.KEY))
              .skip(skipped)
              .limit(wanted)) {
        seen++;
        damages
            .read(ChatDocument.COLLECTION, document, ChatDocument::read)
            .ifPresent(summaries::add);
      }
      List<ListedChat> listed = listed(withMessages(summaries));
      page.addAll(listed.subList(0, Math.min(listed.size(), limit - page.size())));
      skipped += seen;
      boolean last = seen < wanted || page.size() == limit;
      wanted = last ? 0 : Math.max(limit - page.size(), MORE);
    }
    return page;
  }

  private List<ChatSummary> withMessages(List<ChatSummary> summaries) {
    if (summaries.isEmpty()) {
      return summaries;
    }
    Set<String> there = new HashSet<>();
    messages
        .find(newest(summaries))
        .projection(Projections.include(FieldNames.WA_ID))
        .forEach(document -> there.add(Addresses.chat(document)));
    return summaries.stream()
        .filter(summary ->
            there.contains(summary.waId().value())
                || newestOf(summary.waId()) != null) // somebody removed the newest by hand
        .toList();
  }

  private List<ListedChat> listed(List<ChatSummary> summaries) {
    if (summaries.isEmpty()) {
      return List.of();
    }
    Map<WaId, Contact> people = new HashMap<>();
    contacts
        .find(Addresses.in(summaries.stream().map(ChatSummary::waId).toList()))
        .forEach(document ->
            damages
                .read(ContactDocument.COLLECTION, document, ContactDocument::read)
                .ifPresent(contact -> {
                  if (Addresses.hasPlus(document)) {
                    people.putIfAbsent(contact.waId(), contact);
                  } else {
                    people.put(contact.waId(), contact);
                  }
                }));
    return summaries.stream()
        .map(it -> new ListedChat(it, Optional.ofNullable(people.get(it.waId()))))
        .toList();
  }

  private static Bson newest(List<ChatSummary> summaries) {
    return Filters.or(
        summaries.stream()
            .map(it ->
                Filters.and(Addresses.is(it.waId()), Filters.eq(FieldNames.SEQ, it.newestSeq())))
            .toList());
  }

  private @Nullable Message newestOf(WaId chat) {
    return ofMessages.page(chat, null, 1).first().messages().stream().findFirst().orElse(null);
  }

  List<ChatHead> heads(List<ChatSummary> summaries) {
    if (summaries.isEmpty()) {
      return List.of();
    }
    Map<WaId, Message> last = new HashMap<>();
    budget.read(
        summaries.size(),
        () ->
            messages
                .find(newest(summaries))
                .projection(MessageDocument.WITHOUT_WEBHOOK)
                .batchSize(Pages.BATCH)
                .forEach(document ->
                    damages
                        .read(MessageDocument.COLLECTION, document, MessageDocument::read)
                        .ifPresent(message -> last.put(message.chat(), message))));
    List<ChatHead> heads = new ArrayList<>();
    for (ListedChat chat : listed(summaries)) {
      Message message = last.get(chat.waId());
      if (message == null) { // somebody removed it by hand
        message = newestOf(chat.waId());
      }
      if (message != null) {
        heads.add(new ChatHead(chat, message));
      }
    }
    return heads;
  }

  /// Reads a chat again while its version changes, so that the answer is consistent.
  Optional<Chat> chat(WaId chat, int limit) {
    Optional<ChatSummary> summary = summary(chat);
    for (int i = 0; summary.isPresent(); i++) {
      List<ChatHead> heads = heads(List.of(summary.get()));
      MessagePage newest = ofMessages.page(chat, null, limit);
      Optional<ChatSummary> now = summary(chat);
      if (now.equals(summary) || i == TRIES) {
        return heads.isEmpty() ? Optional.empty() : Optional.of(new Chat(heads.getFirst(), newest));
      }
      summary = now;
    }
    return Optional.empty();
  }

  private Optional<ChatSummary> summary(WaId chat) {
    return Optional.ofNullable(chats.find(Filters.eq(FieldNames.KEY, chat.value())).first())
        .flatMap(document -> damages.read(ChatDocument.COLLECTION, document, ChatDocument::read));
  }
}
