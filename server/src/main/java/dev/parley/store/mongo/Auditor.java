package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.chat.ChatHistory.Audit;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.Status;
import dev.parley.chat.WaId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// Reads everything, and reports the counts and all inconsistencies. A chat that seems wrong is
/// checked again separately, because it may have changed while it was read.
final class Auditor {
  private static final int TRIES = 5;
  private static final int NAMED = 10;

  private final MongoDatabase database;
  private final Map<Direction, Map<Status, Long>> counts = new EnumMap<>(Direction.class);
  private final LegacyDamage leftovers = new LegacyDamage();

  /// The keys of documents that cannot be read, by collection.
  private final Map<String, List<String>> damaged = new TreeMap<>();

  Auditor(MongoDatabase database) {
    this.database = database.withTimeout(0, TimeUnit.MILLISECONDS);
  }

  /// The counts of the messages of one chat.
  private static final class Tally {
    final WaId chat;
    ChatSummary summary;
    long unread;
    Instant unreadSince = Instant.MAX;

    /// The latest time at which one of the messages was stored or changed.
    Instant latest = Instant.MIN;

    Tally(WaId chat) {
      this.chat = chat;
      this.summary = ChatSummary.empty(chat);
    }

    void add(StoredMessage held) {
      Message message = held.message();
      summary = summary.with(message);
      latest = later(latest, later(message.createdAt(), message.updatedAt()));
      if (held.countedAsUnread()) {
        unread++;
        unreadSince = message.timestamp().isBefore(unreadSince) ? message.timestamp() : unreadSince;
      }
    }

    /// Whether messages are missing that were not removed.
    boolean hasGaps(@Nullable ChatSummary stored) {
      long removed = stored == null ? 0 : stored.removed();
      return removed == 0
          ? summary.removed() != 0
          : stored != null && summary.removed() + stored.lastSeq() - summary.lastSeq() != removed;
    }

    boolean agreesWith(@Nullable ChatSummary stored) {
      return stored != null
          && (stored.lastSeq() == summary.lastSeq()
              || (stored.removed() > 0 && stored.lastSeq() > summary.lastSeq()))
          && stored.newestSeq() == summary.newestSeq()
          && stored.newestTimestamp().equals(summary.newestTimestamp())
          && stored.unread() == unread
          && (unread == 0 || !stored.unreadSince().isAfter(unreadSince))
          && !stored.windowOpenedBefore(summary);
    }
  }

  Audit audit() {
    Set<WaId> gaps = new HashSet<>();
    Set<WaId> wrong = new HashSet<>();
    long chats = readChats(gaps, wrong);
    List<String> findings = new ArrayList<>();
    duplicates(findings);
    damaged.forEach((collection, keys) ->
        findings.add(
            "%d documents of %s cannot be read, such as %s"
                .formatted(
                    keys.size(),
                    collection,
                    String.join(", ", keys.subList(0, Math.min(NAMED, keys.size()))))));
    find(findings, gaps.size(), "%d chats have gaps in their seq");
    find(findings, wrong.size(), "%d chats have a summary that differs from their messages");
    find(
        findings,
        count(MessageDocument.COLLECTION, MessageDocument.UNPLACED),
        "%d messages of another program have no place in their chat yet: start Parley");
    find(
        findings,
        count(MessageDocument.COLLECTION, MovedStatuses.FILTER),
        "%d messages got another status from another program, which their chat does not count yet:"
            + " start Parley");
    find(
        findings,
        count(ChatDocument.COLLECTION, ChatDocument.WITHOUT_WINDOW),
        "%d chats do not say yet when their customers wrote last: start Parley");
    find(
        findings,
        count(MessageDocument.COLLECTION, MessageDocument.HIDDEN),
        "%d messages of another program have no wa_id that Parley can show");
    return new Audit(
        counts,
        chats,
        count(ContactDocument.COLLECTION, Filters.empty()),
        count(EarlyStatusDocument.COLLECTION, EarlyStatusDocument.KIND.present()),
        count(UnprocessedDocument.COLLECTION, UnprocessedDocument.KIND.present()),
        List.copyOf(findings),
        leftovers.notes());
  }

  private void damaged(String collection, Document document) {
    damaged
        .computeIfAbsent(collection, _ -> new ArrayList<>())
        .add(Damage.key(collection, document));
  }

  private static void find(List<String> findings, long count, String sentence) {
    if (count > 0) {
      findings.add(sentence.formatted(count));
    }
  }

  private long count(String collection, Bson filter) {
    return database.getCollection(collection).countDocuments(filter);
  }

  private void duplicates(List<String> findings) {
    Duplicates ids = Duplicates.of(database, MessageDocument.COLLECTION, FieldNames.ID, NAMED);
    if (ids.count() > 0) {
      findings.add(
          "%d ids name more than one message, such as %s"
              .formatted(ids.count(), String.join(", ", ids.some())));
    }
    Duplicates contacts =
        Duplicates.of(database, ContactDocument.COLLECTION, FieldNames.WA_ID, NAMED);
    if (contacts.count() > 0) {
      findings.add(
          "%d addresses have more than one contact, such as %s"
              .formatted(contacts.count(), String.join(", ", contacts.some())));
    }
  }

  /// @return the number of chats
  private long readChats(Set<WaId> gaps, Set<WaId> wrong) {
    Set<WaId> seen = new HashSet<>();
    Tally tally = null;
    Instant latest = Instant.MIN;
    Bson shown = MessageDocument.PLACED;
    Iterator<Document> all =
        new MergedIterator(
            placed(Filters.and(shown, Addresses.WITHOUT_PLUS)).iterator(),
            placed(Filters.and(shown, Addresses.WITH_PLUS)).iterator(),
            Addresses.BY_PLACE);
    while (all.hasNext()) {
      Document document = all.next();
      if (!MessageDocument.isReadable(document)) {
        damaged(MessageDocument.COLLECTION, document);
        continue;
      }
      StoredMessage held = MessageLookups.held(document);
      Message message = held.message();
      counts
          .computeIfAbsent(message.direction(), _ -> new EnumMap<>(Status.class))
          .merge(message.delivery().status(), 1L, Long::sum);
      if (tally == null || !tally.chat.equals(message.chat())) {
        judge(tally, gaps, wrong);
        tally = new Tally(message.chat());
        seen.add(message.chat());
      }
      tally.add(held);
      latest = later(latest, tally.latest);
      leftovers.see(document, message);
    }
    judge(tally, gaps, wrong);
    for (Document document : database.getCollection(ChatDocument.COLLECTION).find()) {
      try {
        ChatSummary stored = Damage.read(ChatDocument.COLLECTION, document, ChatDocument::read);
        WaId chat = stored.waId();
        if (seen.add(chat)) {
          judge(new Tally(chat), gaps, wrong);
        } else if (isOpenedAfter(stored, latest) && isOpenedAfter(stored, read(chat).latest)) {
          wrong.add(chat); // no stored message can have opened it
        }
      } catch (Damage unreadable) {
        damaged(ChatDocument.COLLECTION, document);
      }
    }
    return count(ChatDocument.COLLECTION, Filters.empty());
  }

  private Iterable<Document> placed(Bson filter) {
    return database
        .getCollection(MessageDocument.COLLECTION)
        .find(filter)
        .projection(MessageDocument.WITHOUT_WEBHOOK)
        .sort(Sorts.ascending(FieldNames.WA_ID, FieldNames.SEQ));
  }

  private void judge(@Nullable Tally tally, Set<WaId> gaps, Set<WaId> wrong) {
    if (tally == null) {
      return;
    }
    Tally last = tally;
    Optional<ChatSummary> stored = summary(tally);
    for (int i = 0; i < TRIES; i++) {
      if (!last.hasGaps(stored.orElse(null)) && last.agreesWith(stored.orElse(null))) {
        return;
      }
      // the summary is written after the messages: a commit may be running, or was never finished
      new Journal(database).recover();
      stored = summary(tally);
      last = read(tally.chat);
      if (last.summary.lastSeq() == 0 && stored.isEmpty()) {
        return;
      }
    }
    if (last.hasGaps(stored.orElse(null))) {
      gaps.add(tally.chat);
    }
    if (!last.agreesWith(stored.orElse(null))) {
      wrong.add(tally.chat);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static boolean isOpenedAfter(ChatSummary summary, Instant latest) {
    return summary.windowOpenedAt() != null
        && summary.removed() == 0 // otherwise the message that opened it may be removed
        && summary.windowOpenedAt().isAfter(latest);
  }

  /// The messages of one chat as they are now.
  private Tally read(WaId chat) {
    Tally tally = new Tally(chat);
    for (Document document :
        database
            .getCollection(MessageDocument.COLLECTION)
            .find(Filters.and(Addresses.is(chat), MessageDocument.PLACED))
            .projection(MessageDocument.WITHOUT_WEBHOOK)
            .sort(Sorts.ascending(FieldNames.SEQ))) {
      tally.add(MessageLookups.held(document));
    }
    return tally;
  }

  /// The stored summary. Fields that an earlier version did not write are computed from the
  /// messages.
  private Optional<ChatSummary> summary(Tally tally) {
    return Optional.ofNullable(
            database
                .getCollection(ChatDocument.COLLECTION)
                .find(Filters.eq(FieldNames.KEY, tally.chat.value()))
                .first())
        .flatMap(document -> {
          try {
            ChatSummary stored = Damage.read(ChatDocument.COLLECTION, document, ChatDocument::read);
            return Optional.of(
                ChatDocument.hasWindow(document)
                    ? stored
                    : stored.withWindowOpenedAt(tally.summary.windowOpenedAt()));
          } catch (Damage unreadable) { // it is counted when all summaries are read
            return Optional.empty();
          }
        });
  }
}
