package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The erasure of a person: the work that is left, and the receipt, which counts the erased
/// objects. The receipt does not identify the person: it contains their address only until
/// everything is erased.
///
/// @param id for example `erasure_4f7k2m9q3x`
/// @param people the addresses of the person; empty once it is done
/// @param bytes the SHA-256 of files to remove next; no message shows them any more
/// @param requestedBy null: unknown
/// @param finishedAt null: the erasure is under way
/// @param position the position of the change that reports the removal; null if nothing was removed
///   yet, or if it is unknown
public record Erasure(
    String id,
    List<WaId> people,
    List<String> bytes,
    @Nullable Sender requestedBy,
    Instant requestedAt,
    @Nullable Instant finishedAt,
    @Nullable String position,
    Map<Thing, Long> erased) {
  /// The id of an erasure that never ends. It removes messages that are too old, and the bytes of
  /// files that Parley was fetching while their person was erased.
  public static final String RETENTION = "erasure_of_old_messages";

  private static final String PEOPLE = "people";
  private static final String BYTES = "bytes";
  private static final String BY = "by";
  private static final String REQUESTED = "requested_at";
  private static final String FINISHED = "finished_at";
  private static final String POSITION = "position";
  private static final String ERASED = "erased";

  /// The kinds of things that a receipt counts.
  public enum Thing {
    /// Chats with this person, one for each number of the business.
    CHATS,
    /// Contacts of the person.
    CONTACTS,
    /// Messages, with the webhook data that reported them.
    MESSAGES,
    /// Notes about the chats.
    NOTES,
    /// Files that no other message shows.
    FILES,
    /// Webhook bodies that were not understood and name the person.
    WEBHOOK_BODIES,
    /// Waiting deliveries of outgoing webhooks.
    DELIVERIES,
    /// Entries of the log of changes.
    CHANGES;

    /// The word in receipts, for example `webhook_bodies`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Erasure {
    people = List.copyOf(people);
    bytes = List.copyOf(bytes);
    erased = Map.copyOf(erased);
  }

  /// A new erasure.
  public static Erasure of(
      Collection<WaId> people, @Nullable Sender by, Instant now, RandomGenerator random) {
    String id = SharedRecord.makeId(SharedRecord.Kind.ERASURE.word(), random);
    return new Erasure(id, List.copyOf(people), List.of(), by, now, null, null, Map.of());
  }

  /// The erasure with the id [#RETENTION].
  static Erasure ofOld(Instant now) {
    return new Erasure(RETENTION, List.of(), List.of(), null, now, null, null, Map.of());
  }

  /// The number of things of a kind that were erased.
  public long count(Thing thing) {
    return erased.getOrDefault(thing, 0L);
  }

  /// Whether everything is done.
  public boolean isDone() {
    return finishedAt != null;
  }

  /// This erasure with more erased things counted.
  public Erasure plus(Thing thing, long count) {
    if (count == 0) {
      return this;
    }
    Map<Thing, Long> more = new EnumMap<>(Thing.class);
    more.putAll(erased);
    more.merge(thing, count, Long::sum);
    return new Erasure(id, people, bytes, requestedBy, requestedAt, finishedAt, position, more);
  }

  /// This erasure with more files to remove.
  Erasure with(List<String> more) {
    List<String> all = new ArrayList<>(bytes);
    all.addAll(more);
    return new Erasure(id, people, all, requestedBy, requestedAt, finishedAt, position, erased);
  }

  /// This erasure without the files that were removed.
  public Erasure without(List<String> removed) {
    List<String> left = bytes.stream().filter(it -> !removed.contains(it)).toList();
    return new Erasure(id, people, left, requestedBy, requestedAt, finishedAt, position, erased);
  }

  /// This erasure with the position of the change that reports the removal.
  public Erasure withPosition(StreamPosition newPosition) {
    return new Erasure(
        id, people, bytes, requestedBy, requestedAt, finishedAt, newPosition.toString(), erased);
  }

  /// This erasure without the addresses of the person.
  public Erasure anonymous() {
    return new Erasure(
        id, List.of(), bytes, requestedBy, requestedAt, finishedAt, position, erased);
  }

  /// The receipt of the finished erasure.
  public Erasure done(Instant now) {
    return new Erasure(id, List.of(), List.of(), requestedBy, requestedAt, now, null, erased);
  }

  /// The erasure in a record.
  public static Erasure of(SharedRecord shared) {
    PlainJson fields = shared.fields();
    Map<Thing, Long> erased = new EnumMap<>(Thing.class);
    PlainJson counts = fields.object(ERASED);
    for (Thing thing : Thing.values()) {
      if (counts.fields().get(thing.word()) instanceof Number count) {
        erased.put(thing, count.longValue());
      }
    }
    Instant requested = time(fields, REQUESTED);
    return new Erasure(
        shared.id(),
        texts(fields, PEOPLE).stream().map(WaId::new).toList(),
        texts(fields, BYTES),
        sender(fields.object(BY)),
        requested == null ? Instant.EPOCH : requested,
        time(fields, FINISHED),
        fields.text(POSITION),
        erased);
  }

  private static List<String> texts(PlainJson fields, String name) {
    return fields.fields().get(name) instanceof List<?> all
        ? all.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static @Nullable Instant time(PlainJson fields, String name) {
    return fields.fields().get(name) instanceof Number millis
        ? Instant.ofEpochMilli(millis.longValue())
        : null;
  }

  private static @Nullable Sender sender(PlainJson fields) {
    String id = fields.text("id");
    String name = fields.text("name");
    String kind = fields.text("kind");
    return id == null || name == null || kind == null
        ? null
        : Sender.Kind.of(kind).map(it -> new Sender(id, name, it)).orElse(null);
  }

  /// The record that stores keep.
  public SharedRecord asRecord() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (!people.isEmpty()) {
      fields.put(PEOPLE, people.stream().map(WaId::value).toList());
    }
    if (!bytes.isEmpty()) {
      fields.put(BYTES, bytes);
    }
    if (requestedBy != null) {
      fields.put(
          BY,
          Map.of(
              "id",
              requestedBy.id(),
              "name",
              requestedBy.name(),
              "kind",
              requestedBy.kind().word()));
    }
    fields.put(REQUESTED, requestedAt.toEpochMilli());
    if (finishedAt != null) {
      fields.put(FINISHED, finishedAt.toEpochMilli());
    }
    if (position != null) {
      fields.put(POSITION, position);
    }
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Thing thing : Thing.values()) {
      if (count(thing) > 0) {
        counts.put(thing.word(), count(thing));
      }
    }
    fields.put(ERASED, counts);
    return new SharedRecord(SharedRecord.Kind.ERASURE, id, new PlainJson(fields));
  }
}
