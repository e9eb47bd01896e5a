package dev.parley.chat.archive;

import dev.parley.chat.ChatSummary;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Copies everything of one store into another. Belongs to one thread.
///
/// 1. Checks everything that the other store already has, unless it is empty. If another record has
///    the key of a record to copy, the transfer ends before anything is written.
/// 2. Adds the missing records, in batches. Each batch is an atomic step that leaves the other
///    store consistent: if the process is killed at any time, the other store has the first part of
///    all records, and the next run continues.
/// 3. Compares both stores: the digests of each chat, and every other record.
///
/// So a run needs no information of earlier runs, and another run after a complete one changes
/// nothing. Further records of the other store stay, and are not checked.
public final class Transfer {
  private static final int MOST_ITEMS = 500;
  private static final int MOST_WEIGHT = 1 << 20;
  private static final int MOST_NAMED = 20;

  private final ChatRecords from;
  private final ChatArchive to;
  private final Watcher watcher;
  private final int mostItems;
  private final Map<ArchivedRecord.Kind, Long> added = new EnumMap<>(ArchivedRecord.Kind.class);
  private final Map<ArchivedRecord.Kind, Long> total = new EnumMap<>(ArchivedRecord.Kind.class);

  public Transfer(ChatRecords from, ChatArchive to, Watcher watcher) {
    this(from, to, watcher, MOST_ITEMS);
  }

  /// @param mostItems the maximum number of items of a batch
  public Transfer(ChatRecords from, ChatArchive to, Watcher watcher, int mostItems) {
    this.from = from;
    this.to = to;
    this.watcher = watcher;
    this.mostItems = mostItems;
  }

  /// The steps of a transfer.
  public enum Step {
    /// Finding which records the other store already has.
    LOOKING,
    /// Adding missing records.
    ADDING,
    /// Comparing both stores.
    COMPARING
  }

  /// Receives the progress, on the thread of the transfer.
  public interface Watcher {
    /// Reports the progress.
    ///
    /// @param done the number of records of this kind that are done
    /// @param about the approximate total number of records of this kind
    void at(Step step, ArchivedRecord.Kind kind, long done, long about);

    /// Called when a chat was compared in both stores.
    void compared(ChatDigest chat, boolean equal);
  }

  /// The result of a transfer.
  ///
  /// @param from the name of the store that was read, for people
  /// @param total the number of records of each kind
  /// @param added the number of records of each kind that this run added
  /// @param chats the number of chats that were compared
  /// @param sha256 the SHA-256 over the digests of all chats, in the order of their addresses
  /// @param different the differences between both stores: the first names, then the number of
  ///   others
  /// @param notes one sentence for each record that was not copied, because Parley never shows it
  public record Report(
      String from,
      Map<ArchivedRecord.Kind, Long> total,
      Map<ArchivedRecord.Kind, Long> added,
      long chats,
      String sha256,
      List<String> different,
      List<String> notes) {
    public Report {
      total = Map.copyOf(total);
      added = Map.copyOf(added);
      different = List.copyOf(different);
      notes = List.copyOf(notes);
    }

    /// Whether the store that was read is empty.
    public boolean isEmpty() {
      return total.values().stream().allMatch(count -> count == 0);
    }
  }

  /// Copies and compares.
  ///
  /// @throws Refusal `CONFLICT` if another record has the key of a record to add
  public Report run() {
    if (!to.isEmpty()) {
      look();
    }
    for (ArchivedRecord.Kind kind : ArchivedRecord.Kind.values()) {
      Outcome sum = new Outcome();
      eachBatch(Step.ADDING, kind, batch -> sum.add(to.keep(batch)));
      added.put(kind, sum.missing);
      total.put(kind, sum.missing + sum.there);
    }
    return compare();
  }

  private static final class Outcome {
    private long there;
    private long missing;

    void add(RecordImporter.Outcome outcome) {
      there += outcome.there();
      missing += outcome.missing();
    }
  }

  private void look() {
    Different conflicts = new Different();
    for (ArchivedRecord.Kind kind : ArchivedRecord.Kind.values()) {
      eachBatch(Step.LOOKING, kind, batch -> conflicts.addAll(to.compare(batch).conflicts()));
    }
    if (!conflicts.names().isEmpty()) {
      throw RecordImporter.conflict(conflicts.names());
    }
  }

  private Report compare() {
    Different different = new Different();
    for (ArchivedRecord.Kind kind : ArchivedRecord.Kind.values()) {
      if (kind != ArchivedRecord.Kind.MESSAGE) {
        eachBatch(Step.COMPARING, kind, batch -> different.addAll(notThere(batch)));
      }
    }
    long chats = 0;
    Fingerprint all = new Fingerprint();
    try (Stream<ArchivedRecord> ours = from.read(ArchivedRecord.Kind.MESSAGE);
        Stream<ArchivedRecord> theirs = to.read(ArchivedRecord.Kind.MESSAGE)) {
      long about = from.size(ArchivedRecord.Kind.MESSAGE);
      long done = 0;
      Iterator<ChatDigest> here = ChatDigest.of(ours.iterator());
      Iterator<ChatDigest> there = ChatDigest.of(theirs.iterator());
      ChatDigest other = there.hasNext() ? there.next() : null;
      while (here.hasNext()) {
        ChatDigest chat = here.next();
        while (other != null && order(other.chat(), chat.chat()) < 0) {
          other = there.hasNext() ? there.next() : null;
        }
        boolean equal = other != null && other.chat().equals(chat.chat()) && chat.agreesWith(other);
        if (!equal || !summed(other)) {
          different.add("chat " + ArchivedRecord.shortened(chat.chat()));
        }
        watcher.compared(chat, equal);
        all.text(chat.sha256());
        chats++;
        done += chat.messages();
        watcher.at(Step.COMPARING, ArchivedRecord.Kind.MESSAGE, done, about);
      }
    }
    return new Report(from.name(), total, added, chats, all.end(), different.names(), from.notes());
  }

  /// Whether the summary of a chat agrees with its messages.
  private boolean summed(@Nullable ChatDigest chat) {
    return chat != null
        && to.compare(List.of(new ArchivedRecord.EndOfChat(chat.summary()))).conflicts().isEmpty();
  }

  private List<String> notThere(List<ArchivedRecord> batch) {
    if (to.compare(batch).there() == batch.size()) {
      return List.of();
    }
    return batch.stream()
        .filter(kept -> to.compare(List.of(kept)).there() != 1)
        .map(ArchivedRecord::name)
        .toList();
  }

  private static int order(WaId one, WaId other) {
    return one.value().compareTo(other.value());
  }

  private interface Use {
    void of(List<ArchivedRecord> batch);
  }

  private void eachBatch(Step step, ArchivedRecord.Kind kind, Use use) {
    long about = from.size(kind);
    long done = 0;
    try (Stream<ArchivedRecord> all = from.read(kind)) {
      Batches batches = new Batches(all.iterator());
      List<ArchivedRecord> batch = batches.next();
      while (!batch.isEmpty()) {
        use.of(batch);
        done += batch.stream().filter(it -> !(it instanceof ArchivedRecord.EndOfChat)).count();
        watcher.at(step, kind, done, about);
        batch = batches.next();
      }
    }
  }

  /// Cuts a stream into batches that are small in number and size, and marks the ends of chats.
  private final class Batches {
    private final Iterator<ArchivedRecord> all;
    private @Nullable ChatSummary chat;

    Batches(Iterator<ArchivedRecord> all) {
      this.all = all;
    }

    /// The next batch; empty at the end.
    List<ArchivedRecord> next() {
      List<ArchivedRecord> batch = new ArrayList<>();
      long weight = 0;
      while (all.hasNext() && batch.size() < mostItems && weight < MOST_WEIGHT) {
        ArchivedRecord kept = all.next();
        if (kept instanceof ArchivedRecord.OfMessage(var message, _)) {
          if (chat != null && !chat.waId().equals(message.chat())) {
            endChat(batch);
          }
          ChatSummary before = chat == null ? ChatSummary.empty(message.chat()) : chat;
          if (message.seq() <= before.lastSeq()) {
            throw new Refusal(
                ErrorCode.CONFLICT,
                kept.name()
                    + " has the same seq as another message of its chat: correct that first");
          }
          chat = before.with(message);
        }
        batch.add(kept);
        weight += kept.weight();
      }
      if (!all.hasNext()) {
        endChat(batch);
      }
      return batch;
    }

    private void endChat(List<ArchivedRecord> batch) {
      if (chat != null) {
        batch.add(new ArchivedRecord.EndOfChat(chat));
        chat = null;
      }
    }
  }

  /// The names of differing records; only the first ones if there are many.
  private static final class Different {
    private final List<String> names = new ArrayList<>();
    private long more;

    void add(String name) {
      if (names.size() < MOST_NAMED) {
        names.add(name);
      } else {
        more++;
      }
    }

    void addAll(List<String> all) {
      all.forEach(this::add);
    }

    List<String> names() {
      if (more == 0) {
        return names;
      }
      List<String> all = new ArrayList<>(names);
      all.add("and %d more".formatted(more));
      return all;
    }
  }
}
