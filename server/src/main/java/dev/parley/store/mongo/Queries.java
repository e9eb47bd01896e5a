package dev.parley.store.mongo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.AgentDay;
import dev.parley.chat.Chat;
import dev.parley.chat.ChatCriterion;
import dev.parley.chat.ChatHead;
import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import dev.parley.chat.ChatList;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Contact;
import dev.parley.chat.Digest;
import dev.parley.chat.ListedChat;
import dev.parley.chat.Message;
import dev.parley.chat.MessageBatch;
import dev.parley.chat.MessageId;
import dev.parley.chat.MessagePage;
import dev.parley.chat.MessageSlice;
import dev.parley.chat.Note;
import dev.parley.chat.SharedRecord;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.BsonType;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// What clients ask for, each answered from an index: the cost depends on the size of the answer,
/// not on that of the history.
final class Queries {
  /// How often a chat is read anew that changes while it is read. The most messages that are read
  /// whose keys another program chose.
  private static final int MOST_OTHER_KEYS = 10_000;

  private static final int TRIES = 5;

  /// How many chats are read at least where some of a page were left out.
  private static final int MORE = 100;

  /// So many contacts take less memory than one message can.
  private static final int CONTACTS = 100;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /// A `last_seen` that is no date.
  private static final Bson UNDATED =
      Filters.or(
          Filters.eq(Names.LAST_SEEN, null),
          Filters.type(Names.LAST_SEEN, BsonType.STRING),
          Filters.type(Names.LAST_SEEN, BsonType.INT32),
          Filters.type(Names.LAST_SEEN, BsonType.INT64),
          Filters.type(Names.LAST_SEEN, BsonType.DOUBLE),
          Filters.type(Names.LAST_SEEN, BsonType.DECIMAL128),
          Filters.type(Names.LAST_SEEN, BsonType.BOOLEAN));

  private final MongoCollection<Document> messages;
  private final MongoCollection<Document> contacts;
  private final MongoCollection<Document> chats;
  private final MongoCollection<Document> unprocessed;
  private final MongoCollection<Document> shared;
  private final MongoCollection<Document> notes;
  private final MongoCollection<Document> identities;
  private final MongoCollection<Document> statistics;
  private final DocumentBudget budget = new DocumentBudget();
  private final DamageLog damages = new DamageLog();

  Queries(MongoDatabase database) {
    this.messages = database.getCollection(MessageDocument.COLLECTION);
    this.contacts = database.getCollection(ContactDocument.COLLECTION);
    this.chats = database.getCollection(ChatDocument.COLLECTION);
    this.unprocessed = database.getCollection(UnprocessedDocument.COLLECTION);
    this.shared = database.getCollection(SharedDocument.COLLECTION);
    this.notes = database.getCollection(NoteDocument.COLLECTION);
    this.identities = database.getCollection(IdentityDocument.COLLECTION);
    this.statistics = database.getCollection(StatisticsDocument.COLLECTION);
  }

  /// A chat whose summary is damaged, or of which no message is left, is left out; those behind it
  /// take its place on the page.
  List<ListedChat> chats(ChatCriterion criterion, @Nullable Position after, int limit) {
    if (criterion instanceof ChatCriterion.VisibleTo visible) {
      return ChatList.merged(
          visible.parts().stream().map(part -> chats(part, after, limit)).toList(), limit);
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
                      after(after, ChatDocument.NEWEST_TIMESTAMP, Names.KEY)))
              .sort(Sorts.descending(ChatDocument.NEWEST_TIMESTAMP, Names.KEY))
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

  /// Labels and canned replies, by id.
  List<AgentDay> counted(LocalDate from, LocalDate to) {
    return StatisticsDocument.between(statistics, damages, from, to);
  }

  List<Note> notes(WaId chat) {
    return NoteRows.of(notes, damages, chat, Note.MOST);
  }

  Map<String, Note> notes(Collection<String> ids) {
    return NoteRows.find(notes, damages, ids);
  }

  List<SharedRecord> shared(SharedRecord.Kind kind) {
    return SharedRows.all(shared, damages, kind);
  }

  private List<ChatSummary> withMessages(List<ChatSummary> summaries) {
    if (summaries.isEmpty()) {
      return summaries;
    }
    Set<String> there = new HashSet<>();
    messages
        .find(newest(summaries))
        .projection(Projections.include(Names.WA_ID))
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
            .map(it -> Filters.and(Addresses.is(it.waId()), Filters.eq(Names.SEQ, it.newestSeq())))
            .toList());
  }

  private @Nullable Message newestOf(WaId chat) {
    return page(chat, null, 1).first().messages().stream().findFirst().orElse(null);
  }

  Digest digest(WaId chat) {
    Digest.Builder digest = new Digest.Builder();
    for (Document document :
        messages
            .find(Filters.and(Addresses.is(chat), MessageDocument.PLACED))
            .projection(Projections.include(Names.ID, Names.META_ID, Names.SEQ, Names.CHANGE))
            .sort(Sorts.ascending(Names.SEQ))) {
      digest.add(
          Fields.number(document, Names.SEQ),
          MessageDocument.id(document).value(),
          Fields.change(document));
    }
    return digest.build();
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

  /// Read anew while its version changes, so that what is answered is of one moment.
  Optional<Chat> chat(WaId chat, int limit) {
    Optional<ChatSummary> summary = summary(chat);
    for (int i = 0; summary.isPresent(); i++) {
      List<ChatHead> heads = heads(List.of(summary.get()));
      MessagePage newest = page(chat, null, limit);
      Optional<ChatSummary> now = summary(chat);
      if (now.equals(summary) || i == TRIES) {
        return heads.isEmpty() ? Optional.empty() : Optional.of(new Chat(heads.getFirst(), newest));
      }
      summary = now;
    }
    return Optional.empty();
  }

  private Optional<ChatSummary> summary(WaId chat) {
    return Optional.ofNullable(chats.find(Filters.eq(Names.KEY, chat.value())).first())
        .flatMap(document -> damages.read(ChatDocument.COLLECTION, document, ChatDocument::read));
  }

  MessagePage page(WaId chat, @Nullable MessagePosition before, int limit) {
    MessagePage.Builder page = new MessagePage.Builder(limit);
    budget.read(
        limit + 1,
        () ->
            Pages.read(
                before(chat, before)
                    .projection(MessageDocument.WITHOUT_WEBHOOK)
                    .batchSize(Pages.BATCH),
                limit + 1,
                this::message,
                page::add));
    return page.build(() ->
        Pages.page(
            before(chat, before).projection(Projections.include(Names.AT, Names.SEQ)),
            limit + 1,
            document ->
                damages.read(MessageDocument.COLLECTION, document, MessageDocument::position)));
  }

  /// The messages of a chat before a place, the newest first.
  private FindIterable<Document> before(WaId chat, @Nullable MessagePosition before) {
    return messages
        .find(
            Filters.and(
                Addresses.is(chat),
                MessageDocument.PLACED,
                before == null ? Filters.empty() : before(before)))
        .sort(Sorts.descending(Names.AT, Names.SEQ));
  }

  MessageSlice slice(WaId chat, MessageSlice.Range part) {
    MessageSlice.Builder slice = new MessageSlice.Builder(part);
    budget.read(
        Pages.BATCH,
        () ->
            Pages.read(
                messages
                    .find(
                        Filters.and(
                            Addresses.is(chat),
                            MessageDocument.PLACED,
                            Filters.or(at(part.from()), after(part.from())),
                            Filters.or(at(part.to()), before(part.to()))))
                    .sort(Sorts.ascending(Names.AT, Names.SEQ))
                    .projection(MessageDocument.WITHOUT_WEBHOOK)
                    .batchSize(Pages.BATCH),
                Integer.MAX_VALUE,
                this::message,
                slice::add));
    return slice.build();
  }

  /// Some of all messages, by the keys of their documents.
  ///
  /// @param after `<key>:<number of messages before>`; null: from the first on
  MessageBatch every(@Nullable String after, int limit) {
    int colon = after == null ? 0 : after.indexOf(':');
    long before = after == null ? 0 : Long.parseLong(after.substring(colon + 1));
    Bson from =
        after == null
            ? Filters.type(Names.KEY, BsonType.OBJECT_ID)
            : Filters.gt(Names.KEY, new ObjectId(after.substring(0, colon)));
    List<Message> batch = new ArrayList<>();
    List<Object> keys = new ArrayList<>();
    long[] bytes = {0};
    budget.read(
        limit,
        () ->
            Pages.read(
                messages
                    .find(Filters.and(from, MessageDocument.PLACED))
                    .sort(Sorts.ascending(Names.KEY))
                    .projection(MessageDocument.WITHOUT_WEBHOOK)
                    .batchSize(Pages.BATCH),
                limit,
                document -> {
                  keys.add(document.get(Names.KEY, Object.class));
                  return message(document);
                },
                message -> {
                  batch.add(message);
                  bytes[0] += message.bytes();
                  return MessageSlice.hasRoom(bytes[0]);
                }));
    if (keys.isEmpty() || (batch.size() < limit && MessageSlice.hasRoom(bytes[0]))) {
      batch.addAll(withOtherKeys());
      return new MessageBatch(batch, null, 1);
    }
    long read = before + batch.size();
    long all = Math.max(read, messages.estimatedDocumentCount());
    return new MessageBatch(batch, keys.getLast() + ":" + read, (double) read / all);
  }

  /// Messages of another program whose documents have keys of its own.
  private List<Message> withOtherKeys() {
    return Pages.page(
        messages
            .find(
                Filters.and(
                    Filters.not(Filters.type(Names.KEY, BsonType.OBJECT_ID)),
                    MessageDocument.PLACED))
            .projection(MessageDocument.WITHOUT_WEBHOOK),
        MOST_OTHER_KEYS,
        this::message);
  }

  /// The places of the messages of a chat after a place, the oldest first.
  List<MessagePosition> placesAfter(WaId chat, MessagePosition after, int limit) {
    return Pages.page(
        messages
            .find(Filters.and(Addresses.is(chat), MessageDocument.PLACED, after(after)))
            .sort(Sorts.ascending(Names.AT, Names.SEQ))
            .projection(Projections.include(Names.AT, Names.SEQ)),
        limit,
        document -> damages.read(MessageDocument.COLLECTION, document, MessageDocument::position));
  }

  /// The messages of a chat that quote one of `names`, until they are many or take much memory.
  List<Message> answers(WaId chat, Collection<MessageId> names, int limit) {
    List<Message> answers = new ArrayList<>();
    long[] bytes = {0};
    budget.read(
        Pages.BATCH,
        () ->
            Pages.read(
                messages
                    .find(
                        Filters.and(
                            Addresses.is(chat),
                            Lookups.ofMessages(Names.REPLY_TO, names),
                            MessageDocument.PLACED))
                    .projection(MessageDocument.WITHOUT_WEBHOOK)
                    .batchSize(Pages.BATCH),
                limit,
                this::message,
                answer -> {
                  answers.add(answer);
                  bytes[0] += answer.bytes();
                  return MessageSlice.hasRoom(bytes[0]);
                }));
    return answers;
  }

  private Optional<Message> message(Document document) {
    return damages.read(MessageDocument.COLLECTION, document, MessageDocument::read);
  }

  private static Bson at(MessagePosition position) {
    return Filters.and(
        Filters.eq(Names.AT, Fields.date(position.timestamp())),
        Filters.eq(Names.SEQ, position.seq()));
  }

  private static Bson after(MessagePosition position) {
    return Filters.and(
        Filters.gte(Names.AT, Fields.date(position.timestamp())),
        Filters.or(
            Filters.gt(Names.AT, Fields.date(position.timestamp())),
            Filters.gt(Names.SEQ, position.seq())));
  }

  private static Bson before(MessagePosition position) {
    return Filters.and(
        Filters.lte(Names.AT, Fields.date(position.timestamp())),
        Filters.or(
            Filters.lt(Names.AT, Fields.date(position.timestamp())),
            Filters.lt(Names.SEQ, position.seq())));
  }

  /// Reads so many messages for a query elsewhere.
  Map<MessageId, Message> reading(int count, Supplier<Map<MessageId, Message>> messages) {
    Map<MessageId, Message> found = new LinkedHashMap<>();
    budget.read(count, () -> found.putAll(messages.get()));
    return found;
  }

  Map<MessageId, String> webhookData(WaId chat, List<Message> of) {
    Map<MessageId, String> data = new HashMap<>();
    List<Long> places = of.stream().map(Message::seq).toList();
    messages
        .find(
            Filters.and(
                Addresses.is(chat),
                Filters.in(Names.SEQ, places),
                Filters.exists(Names.WEBHOOK_DATA)))
        .forEach(document -> {
          String json = WebhookData.read(document);
          if (json != null) {
            data.put(MessageDocument.id(document), json);
          }
        });
    return data;
  }

  /// A value that Parley did not write as a document: a text of an earlier version, or any value of
  /// the replaced backend.
  static @Nullable String json(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Document document -> document.toJson();
      case String text when isJson(text) -> text;
      default -> {
        String wrapped = new Document("v", value).toJson();
        yield wrapped.substring(wrapped.indexOf(':') + 1, wrapped.lastIndexOf('}')).strip();
      }
    };
  }

  private static boolean isJson(String text) {
    try {
      return !JSON.readTree(text).isMissingNode();
    } catch (JsonProcessingException notJson) {
      return false;
    }
  }

  /// Those whose `last_seen` is a date, then those of which another program stored something else,
  /// by address: MongoDB compares only values of one type.
  List<Contact> contacts(@Nullable Position after, int limit) {
    Document last = after == null ? null : stored(after.waId());
    String address =
        last == null ? (after == null ? "" : after.waId().value()) : last.getString(Names.WA_ID);
    boolean undated = last != null && !(last.get(Names.LAST_SEEN) instanceof Date);
    List<Contact> page = new ArrayList<>();
    budget.read(limit / CONTACTS, () -> contacts(page, after, limit, address, undated));
    return page;
  }

  private void contacts(
      List<Contact> page, @Nullable Position after, int limit, String address, boolean undated) {
    if (!undated) {
      page.addAll(
          Pages.page(
              contacts
                  .find(
                      Filters.and(
                          Filters.type(Names.LAST_SEEN, BsonType.DATE_TIME),
                          after == null
                              ? Filters.empty()
                              : before(after.at(), Names.LAST_SEEN, Names.WA_ID, address)))
                  .sort(Sorts.descending(Names.LAST_SEEN, Names.WA_ID)),
              limit,
              this::contact));
    }
    if (page.size() < limit) {
      Bson rest = undated ? Filters.and(UNDATED, Filters.lt(Names.WA_ID, address)) : UNDATED;
      page.addAll(
          Pages.page(
              contacts.find(rest).sort(Sorts.descending(Names.WA_ID)),
              limit - page.size(),
              this::contact));
    }
  }

  /// The document of a contact; where there are two, the one without a plus sign.
  private @Nullable Document stored(WaId contact) {
    return contacts.find(Addresses.is(contact)).into(new ArrayList<>()).stream()
        .min(Comparator.comparing(Addresses::hasPlus))
        .orElse(null);
  }

  /// One that is there with and without a plus sign is shown once.
  private Optional<Contact> contact(Document document) {
    if (!ContactDocument.isReadable(document)) {
      return Optional.empty();
    }
    Optional<Contact> contact =
        damages.read(ContactDocument.COLLECTION, document, ContactDocument::read);
    return Addresses.hasPlus(document)
        ? contact.filter(it -> {
          Document shown = stored(it.waId());
          return shown == null || Addresses.hasPlus(shown);
        })
        : contact;
  }

  private static Bson after(@Nullable Position after, String time, String name) {
    return after == null ? Filters.empty() : before(after.at(), time, name, after.waId().value());
  }

  private static Bson before(Instant at, String time, String name, String value) {
    return Filters.and(
        Filters.lte(time, Fields.date(at)),
        Filters.or(Filters.lt(time, Fields.date(at)), Filters.lt(name, value)));
  }

  List<KeptUnprocessed> unprocessed(long after, int limit) {
    return Pages.page(
        unprocessed
            .find(Filters.and(Filters.gt(Names.KEY, after), UnprocessedDocument.KIND.present()))
            .sort(Sorts.ascending(Names.KEY)),
        limit,
        document ->
            damages.read(UnprocessedDocument.COLLECTION, document, UnprocessedDocument::read));
  }

  /// Without their bodies; those of an earlier version of Parley, which tell their size by nothing
  /// else, are read one by one.
  List<UnprocessedHead> unprocessedHeads(long after, int limit) {
    return Pages.page(
        unprocessed
            .find(Filters.and(Filters.gt(Names.KEY, after), UnprocessedDocument.KIND.present()))
            .projection(UnprocessedDocument.OF_HEAD)
            .sort(Sorts.ascending(Names.KEY)),
        limit,
        document ->
            damages.read(
                UnprocessedDocument.COLLECTION,
                document,
                head ->
                    UnprocessedDocument.head(
                        head.containsKey(UnprocessedDocument.BYTES) ? head : withBody(head))));
  }

  private Document withBody(Document head) {
    Document whole =
        unprocessed.find(Filters.eq(Names.KEY, head.get(Names.KEY, Object.class))).first();
    return whole == null ? head : whole;
  }

  /// See [dev.parley.chat.ChatHistory#addressesOf]: what is found leads to more.
  Set<WaId> addressesOf(WaId person) {
    Set<WaId> all = new LinkedHashSet<>();
    Deque<WaId> left = new ArrayDeque<>(List.of(person));
    while (!left.isEmpty()) {
      WaId next = left.remove();
      if (all.add(next)) {
        addAddresses(chats, Names.KEY, numbersOf(Names.KEY, next), left);
        addAddresses(contacts, Names.WA_ID, numbersOf(Names.WA_ID, next), left);
        addAddresses(
            identities, Names.KEY, Filters.eq(IdentityDocument.ADDRESS, next.value()), left);
        addAddresses(
            identities, IdentityDocument.ADDRESS, Filters.eq(Names.KEY, next.value()), left);
      }
    }
    return all;
  }

  /// The chats of a customer with all numbers of the business: `@` is followed by `A`.
  private static Bson numbersOf(String field, WaId customer) {
    return Filters.or(
        Filters.eq(field, customer.value()),
        Filters.and(
            Filters.gt(field, customer.value() + "@"), Filters.lt(field, customer.value() + "A")));
  }

  private static void addAddresses(
      MongoCollection<Document> collection, String field, Bson filter, Deque<WaId> all) {
    for (Document document : collection.find(filter).projection(Projections.include(field))) {
      if (document.get(field) instanceof String address && WaId.isValid(address)) {
        all.add(new WaId(address));
      }
    }
  }

  /// See [dev.parley.chat.ChatHistory#chatsOlderThan]: those of the oldest messages.
  List<WaId> chatsOlderThan(Instant moment, int limit) {
    Set<WaId> chatsOfOldest = new LinkedHashSet<>();
    for (Document document :
        messages
            .find(
                Filters.and(
                    Filters.lt(Names.TIMESTAMP, Fields.date(moment)), MessageDocument.PLACED))
            .projection(Projections.include(Names.WA_ID))
            .sort(Sorts.ascending(Names.TIMESTAMP))
            .limit(limit)) {
      if (MessageDocument.isReadable(document)) {
        chatsOfOldest.add(new WaId(Fields.text(document, Names.WA_ID)));
      }
    }
    return List.copyOf(chatsOfOldest);
  }
}
