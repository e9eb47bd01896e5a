package dev.parley.chat.archive;

import dev.parley.chat.ChatHistory.KeptUnprocessed;
import dev.parley.chat.ChatLedger;
import dev.parley.chat.ChatState;
import dev.parley.chat.ChatSummary;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Message;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rules for importing records of another store, the same for every store: missing records are
/// added unchanged, equal records are skipped, and if another record has the same key, nothing is
/// changed. A store creates one importer for each batch and commits the ledger afterwards.
///
/// Used by one thread. Throws only if the ledger does, and the [Refusal] of [#keep].
public final class RecordImporter {
  private final ChatLedger ledger;
  private final Map<WaId, ChatSummary> grown = new LinkedHashMap<>();

  public RecordImporter(ChatLedger ledger) {
    this.ledger = ledger;
  }

  /// The result of comparing or adding a batch.
  ///
  /// @param there the number of items that the store already had
  /// @param missing the number of items that it did not have; [#keep] adds them
  /// @param conflicts the names of items whose key another record has
  public record Outcome(long there, long missing, List<String> conflicts) {
    /// All counts are zero.
    static final Outcome NOTHING = new Outcome(0, 0, List.of());

    public Outcome {
      conflicts = List.copyOf(conflicts);
    }

    Outcome plus(Outcome other) {
      List<String> all = new ArrayList<>(conflicts);
      all.addAll(other.conflicts);
      return new Outcome(there + other.there, missing + other.missing, all);
    }
  }

  /// What the store has in the place of an item.
  private enum StoredItem {
    EQUAL,
    OTHER,
    NOTHING
  }

  /// Finds which items of `batch` the store already has; writes nothing.
  public Outcome compare(List<ArchivedRecord> batch) {
    long there = 0;
    long missing = 0;
    List<String> conflicts = new ArrayList<>();
    for (ArchivedRecord kept : batch) {
      switch (find(kept)) {
        case EQUAL -> there += counted(kept);
        case NOTHING -> missing += counted(kept);
        case OTHER -> conflicts.add(kept.name());
      }
    }
    return new Outcome(there, missing, conflicts);
  }

  /// Adds the items of `batch` that the store does not have.
  ///
  /// @throws Refusal `CONFLICT` at the first item whose key another record has: then the ledger
  ///   must not be committed
  public Outcome keep(List<ArchivedRecord> batch) {
    long there = 0;
    long added = 0;
    for (ArchivedRecord kept : batch) {
      switch (find(kept)) {
        case EQUAL -> there += counted(kept);
        case NOTHING -> {
          add(kept);
          added += counted(kept);
        }
        case OTHER -> throw conflict(List.of(kept.name()));
      }
    }
    grown.values().forEach(ledger::save);
    return new Outcome(there, added, List.of());
  }

  static Refusal conflict(List<String> names) {
    return new Refusal(
        ErrorCode.CONFLICT,
        "the store has different records with the same keys, which were not changed: "
            + String.join("; ", names));
  }

  private static int counted(ArchivedRecord kept) {
    return kept instanceof ArchivedRecord.EndOfChat ? 0 : 1;
  }

  private StoredItem find(ArchivedRecord kept) {
    return switch (kept) {
      case ArchivedRecord.OfContact(var contact) ->
          compared(ledger.contact(contact.waId()).map(it -> it.as(0)), contact);
      case ArchivedRecord.OfIdentity(var alias) ->
          compared(ledger.addressOf(alias.id()), alias.address());
      case ArchivedRecord.OfAmendment(var amendment) ->
          compared(ledger.amendment(amendment.event()), amendment);
      case ArchivedRecord.OfStatus(var report, _) ->
          compared(
              ledger.reportsFor(report.message()).stream().filter(report::isLike).findFirst(),
              report);
      case ArchivedRecord.OfUnprocessed(var entry) ->
          ledger
              .unprocessed(entry.number())
              .map(it -> equal(it, entry) ? StoredItem.EQUAL : StoredItem.OTHER)
              .orElse(StoredItem.NOTHING);
      case ArchivedRecord.OfShared(var shared) ->
          compared(ledger.shared(shared.kind(), shared.id()), shared);
      case ArchivedRecord.OfNote(var note) ->
          compared(ledger.note(note.id()).map(it -> it.as(0)), note);
      case ArchivedRecord.OfStatistics(var day) ->
          ledger.counted(day.key()).isPresent()
              ? StoredItem.EQUAL
              : StoredItem.NOTHING; // existing records were counted before
      case ArchivedRecord.OfMessage(var message, _) -> find(message);
      case ArchivedRecord.OfChatState(var chat, var state) ->
          compared(
              Optional.of(summary(chat).state()).filter(it -> !it.equals(ChatState.NEW)), state);
      case ArchivedRecord.EndOfChat(var summary) -> find(summary);
    };
  }

  private static <T> StoredItem compared(Optional<T> there, T wanted) {
    return there
        .map(it -> it.equals(wanted) ? StoredItem.EQUAL : StoredItem.OTHER)
        .orElse(StoredItem.NOTHING);
  }

  private static boolean equal(KeptUnprocessed one, KeptUnprocessed other) {
    return one.firstAt().equals(other.firstAt())
        && one.lastAt().equals(other.lastAt())
        && one.times() == other.times()
        && one.what().elements() == other.what().elements()
        && one.what().reasons().equals(other.what().reasons())
        && Arrays.equals(one.what().body(), other.what().body());
  }

  /// Whether the store has the message. It can be added only if both of its ids are free, and its
  /// `seq` is higher than all others of the chat.
  private StoredItem find(Message message) {
    Optional<Message> there = ledger.message(message.id());
    if (there.isEmpty() && !message.metaId().equals(message.id())) {
      there = ledger.message(message.metaId());
    }
    if (there.isPresent()) {
      return there.get().as(0).equals(message) ? StoredItem.EQUAL : StoredItem.OTHER;
    }
    return message.seq() > summary(message.chat()).lastSeq()
        ? StoredItem.NOTHING
        : StoredItem.OTHER;
  }

  /// Whether the store has the chat. The chat may have fewer messages here than in the other store,
  /// because more can follow, but never more.
  private StoredItem find(ChatSummary wanted) {
    ChatSummary there = summary(wanted.waId());
    if (there.lastSeq() < wanted.lastSeq()) {
      return StoredItem.NOTHING;
    }
    boolean equal =
        there.lastSeq() == wanted.lastSeq()
            && there.newestSeq() == wanted.newestSeq()
            && there.newestTimestamp().equals(wanted.newestTimestamp())
            && there.unread() == wanted.unread()
            && !there.windowOpenedBefore(wanted);
    return equal ? StoredItem.EQUAL : StoredItem.OTHER;
  }

  private ChatSummary summary(WaId chat) {
    ChatSummary now = grown.get(chat);
    return now != null ? now : ledger.summary(chat).orElseGet(() -> ChatSummary.empty(chat));
  }

  private void add(ArchivedRecord kept) {
    switch (kept) {
      case ArchivedRecord.OfContact(var contact) -> ledger.save(contact);
      case ArchivedRecord.OfIdentity(var alias) -> ledger.save(alias);
      case ArchivedRecord.OfAmendment(var amendment) -> added(ledger.keep(amendment), kept);
      case ArchivedRecord.OfStatus(var report, var receivedAt) -> ledger.keep(report, receivedAt);
      case ArchivedRecord.OfUnprocessed(var entry) -> added(ledger.add(entry), kept);
      case ArchivedRecord.OfMessage(var message, var webhookData) -> {
        ChatSummary before = summary(message.chat());
        added(ledger.add(message, webhookData), kept);
        grown.put(message.chat(), before.with(message));
      }
      case ArchivedRecord.OfShared(var shared) -> ledger.save(shared);
      case ArchivedRecord.OfNote(var note) -> ledger.save(note);
      case ArchivedRecord.OfStatistics(var day) -> ledger.save(day);
      case ArchivedRecord.OfChatState(var chat, var state) ->
          grown.put(chat, summary(chat).with(state));
      case ArchivedRecord.EndOfChat _ -> {}
    }
  }

  /// A key that [#find] does not check may still be taken: the unique key decides.
  private static void added(boolean added, ArchivedRecord kept) {
    if (!added) {
      throw conflict(List.of(kept.name()));
    }
  }
}
