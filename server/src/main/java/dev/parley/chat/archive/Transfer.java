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

/// Carries everything of one store into another. Belongs to one thread.
///
/// 1. Looks at everything that is there already, unless nothing is. Where something else is in the
///    place of what is to come, it ends before anything is written.
/// 2. Adds what is missing, in batches, each an atomic step. After each the other store fits
///    together: killed anywhere, it holds the beginning of everything, and the next run goes on.
/// 3. Compares: digests of each chat, and every other item by itself.
///
/// So nothing has to be remembered between two runs, and a run after the last one changes nothing.
/// What the other store has of its own beside all this stays, and is not looked at.
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

  /// @param mostItems how many items make a batch, at most
  public Transfer(ChatRecords from, ChatArchive to, Watcher watcher, int mostItems) {
    this.from = from;
    this.to = to;
    this.watcher = watcher;
    this.mostItems = mostItems;
  }

  /// What is being done.
  public enum Step {
    /// What is there already?
    LOOKING,
    /// What is missing is added.
    ADDING,
    /// Are both the same now?
    COMPARING
  }

  /// Hears how far it has come. Called on the thread that carries.
  public interface Watcher {
    /// It has come this far.
    ///
    /// @param done how many of this kind
    /// @param about of how many, nearly
    void at(Step step, ArchivedRecord.Kind kind, long done, long about);

    /// A chat of the one store was compared with that of the other.
    void compared(ChatDigest chat, boolean equal);
  }

  /// What was carried.
  ///
  /// @param from what was read, for people
  /// @param total how many of each kind there are
  /// @param added how many of them were added by this run
  /// @param chats how many chats were compared
  /// @param sha256 over the digests of all chats, in the order of their addresses
  /// @param different what is not the same on both sides: the first names, then how many more
  /// @param notes one sentence each on what was left where it is, as Parley shows it nowhere
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

    /// Whether the store that was read holds nothing at all.
    public boolean isEmpty() {
      return total.values().stream().allMatch(count -> count == 0);
    }
  }

  /// Carries, and compares.
  ///
  /// @throws Refusal `CONFLICT` where something else is in the place of what is to be added
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

  /// Whether the summary of a chat says what its messages do.
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

    /// Empty at the end.
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
                    + " has the same place in what is read as another one: mend that first");
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

  /// Names of what is not the same, not all of them where they are many.
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
