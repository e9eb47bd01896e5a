package dev.parley.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Records what the simulator accepted, refused and reported, and which webhooks were acknowledged.
/// Safe for use by many threads. Grows with every entry.
///
/// If the ledger has a file, each entry is appended to it as a line of JSON before the result is
/// reported, and the entries are read again at the next start. So accepted messages stay accepted
/// if the process is killed. A line has a `kind`:
///
/// | kind | what | with |
/// | --- | --- | --- |
/// | `accepted` | a message of the business | the fields of [AcceptedMessage]; `owes`, the events to report |
/// | `happened` | a [UnpromptedEvent] | its fields; `owes` |
/// | `told` | something happened to the account | `field`, `event`; `owes` |
/// | `refused` | a call got an error | `code`, `key` of the message |
/// | `lost` | a call got no answer from Graph | `fault`, `key` of the message |
/// | `posted` | a webhook was sent | `events`, `attempt` from 1, `status` (0: no answer) |
/// | `dropped` | a webhook was given up after seven days | `events` |
/// | `read` | the business marked a message as read | `id`, `typing` |
public final class Ledger implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // This is not a channel, because an interrupt would close it.
  private final @Nullable FileOutputStream file;

  private final List<AcceptedMessage> accepted = new ArrayList<>();
  private final Set<String> wamids = new HashSet<>();
  private final Map<String, UnpromptedEvent> unpromptedEvents = new LinkedHashMap<>();
  private final Map<String, StatusReport> statuses = new LinkedHashMap<>();
  private final Map<String, Event> owed = new LinkedHashMap<>();
  private final Map<Integer, Long> errors = new TreeMap<>();
  private final Map<String, Long> faults = new TreeMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Map<String, Long> windows = new HashMap<>();
  private final List<String> reads = new ArrayList<>();
  private long typing;
  private long told;
  private long posts;
  private long refusedPosts;
  private long retries;
  private long duplicates;
  private long dropped;
  private long newest;

  private Ledger(@Nullable FileOutputStream file) {
    this.file = file;
  }

  /// Opens the ledger in `path`, which is created if absent; for null it is only in memory.
  ///
  /// @throws UncheckedIOException if the file cannot be read or written, or is not a ledger
  static Ledger open(@Nullable Path path) {
    if (path == null) {
      return new Ledger(null);
    }
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
      FileOutputStream file = new FileOutputStream(path.toFile(), true);
      Ledger ledger = new Ledger(file);
      // The last line may be unfinished, if the process was killed. It had no effect yet.
      var _ = file.getChannel().truncate(ledger.read(bytes));
      return ledger;
    } catch (IOException e) {
      throw new UncheckedIOException("the ledger " + path + ": " + e.getMessage(), e);
    }
  }

  /// The accepted messages, in order.
  public List<AcceptedMessage> accepted() {
    return locked(() -> List.copyOf(accepted));
  }

  /// The statuses that are planned or reported, in the order in which their messages were accepted.
  public List<StatusReport> statuses() {
    return locked(() -> List.copyOf(statuses.values()));
  }

  /// The actions of customers, in order.
  public List<UnpromptedEvent> unpromptedEvents() {
    return locked(() -> List.copyOf(unpromptedEvents.values()));
  }

  /// The number of answers with each error code, by code.
  public Map<Integer, Long> errors() {
    return locked(() -> Map.copyOf(errors));
  }

  /// The number of answers with each [Fault] that is not an error of Graph, by name.
  public Map<String, Long> faults() {
    return locked(() -> Map.copyOf(faults));
  }

  /// The ids of messages that the business marked as read, in order, with repetitions.
  public List<String> reads() {
    return locked(() -> List.copyOf(reads));
  }

  /// The number of events that are owed: those without a webhook that was answered with 200.
  public int owed() {
    return locked(owed::size);
  }

  /// Waits until no event is owed.
  ///
  /// @param limit the longest wait, in real time
  /// @return whether nothing is owed
  public boolean awaitSettled(Duration limit) {
    return await(limit, owed::isEmpty);
  }

  /// The body of `GET /ledger`.
  public ObjectNode json() {
    return locked(() -> {
      ObjectNode json = counts();
      ArrayNode messages = json.putArray("accepted");
      accepted.forEach(it -> messages.add(it.json()));
      ArrayNode reports = json.putArray("statuses");
      statuses
          .values()
          .forEach(it ->
              reports
                  .addObject()
                  .put("wamid", it.wamid())
                  .put("status", it.status())
                  .put("acknowledged", it.acknowledged()));
      ArrayNode customers = json.putArray("happenings");
      unpromptedEvents.values().forEach(it -> customers.add(it.json()));
      ArrayNode read = json.putArray("reads");
      reads.forEach(read::add);
      return json;
    });
  }

  /// The body of `GET /ledger/counts`: the same without the lists.
  public ObjectNode counts() {
    return locked(() -> {
      ObjectNode json = MetaJson.object();
      json.putObject("counts")
          .put("accepted", accepted.size())
          .put("statuses", statuses.size())
          .put(
              "statuses_acknowledged",
              statuses.values().stream().filter(StatusReport::acknowledged).count())
          .put("happenings", unpromptedEvents.size())
          .put(
              "happenings_acknowledged",
              unpromptedEvents.values().stream().filter(UnpromptedEvent::acknowledged).count())
          .put("events", told)
          .put("reads", reads.size())
          .put("typing", typing)
          .put("owed", owed.size());
      ObjectNode codes = json.putObject("errors");
      errors.forEach((code, times) -> codes.put(Integer.toString(code), times));
      ObjectNode played = json.putObject("faults");
      faults.forEach(played::put);
      json.putObject("webhooks")
          .put("sent", posts)
          .put("refused", refusedPosts)
          .put("retried", retries)
          .put("duplicates", duplicates)
          .put("dropped", dropped);
      return json;
    });
  }

  void accept(AcceptedMessage message, List<Event> owes) {
    ObjectNode line = message.json();
    line.put("kind", "accepted").put("key", MessageKey.of(message.number(), message.body()));
    record(line, owes);
  }

  void happen(UnpromptedEvent happening, List<Event> owes) {
    record(happening.json().put("kind", "happened"), owes);
  }

  void refuse(int code, @Nullable String key, long at) {
    ObjectNode line = MetaJson.object().put("kind", "refused").put("code", code);
    record(line.put("key", key).put("at", at), List.of());
  }

  void tell(String field, String event, long at, List<Event> owes) {
    ObjectNode line = MetaJson.object().put("kind", "told").put("field", field);
    record(line.put("event", event).put("at", at), owes);
  }

  /// The number of events of the account.
  long told() {
    return locked(() -> told);
  }

  /// Records a call that got no answer from Graph.
  ///
  /// @param again whether the call counts as an attempt; false if the message was accepted, because
  ///   that was counted already
  void lose(Fault fault, String key, boolean again, long at) {
    ObjectNode line = MetaJson.object().put("kind", "lost").put("fault", fault.wireName());
    record(again ? line.put("key", key).put("at", at) : line.put("at", at), List.of());
  }

  /// @param repeated whether it was sent again although it had been answered 200
  void post(Collection<Event> events, int attempt, int status, boolean repeated, long at) {
    ObjectNode line = ids("posted", events);
    line.put("attempt", attempt).put("status", status).put("repeated", repeated).put("at", at);
    record(line, List.of());
  }

  void drop(Collection<Event> events, long at) {
    record(ids("dropped", events).put("at", at), List.of());
  }

  void read(String id, boolean withTyping, long at) {
    ObjectNode line = MetaJson.object().put("kind", "read").put("id", id);
    record(line.put("typing", withTyping).put("at", at), List.of());
  }

  /// The events that are owed, in the order in which they were added.
  List<Event> owedEvents() {
    return locked(() -> List.copyOf(owed.values()));
  }

  /// The number of earlier attempts to send the message with this key.
  int attempts(String key) {
    return locked(() -> attempts.getOrDefault(key, 0));
  }

  boolean knows(String wamid) {
    return locked(() -> wamids.contains(wamid) || unpromptedEvents.containsKey(wamid));
  }

  /// Whether the customer wrote or called in the 24 hours before `at`.
  boolean windowOpen(String number, String customer, long at) {
    return locked(() ->
        at - windows.getOrDefault(number + '|' + customer, Long.MIN_VALUE / 2)
            < TimeUnit.HOURS.toMillis(24));
  }

  /// Waits until an event is no longer owed.
  boolean awaitAcknowledged(String event, Duration limit) {
    return await(limit, () -> !owed.containsKey(event));
  }

  /// The time of the newest entry, in milliseconds since 1970; 0 if there is none.
  long newest() {
    return locked(() -> newest);
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static ObjectNode ids(String kind, Collection<Event> events) {
    ObjectNode line = MetaJson.object().put("kind", kind);
    ArrayNode ids = line.putArray("events");
    events.forEach(event -> ids.add(event.id()));
    return line;
  }

  /// Writes an entry, and applies it only then: an entry that could not be written has no effect.
  private void record(ObjectNode line, List<Event> owes) {
    if (!owes.isEmpty()) {
      ArrayNode list = line.putArray("owes");
      owes.forEach(event -> list.add(event.json()));
    }
    locked(() -> {
      write(line);
      apply(line);
      changed.signalAll();
      return null;
    });
  }

  private void write(ObjectNode line) {
    if (file == null) {
      return;
    }
    byte[] json = MetaJson.plain(line);
    byte[] bytes = Arrays.copyOf(json, json.length + 1);
    bytes[json.length] = '\n';
    try {
      file.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("the ledger cannot be written: " + e.getMessage(), e);
    }
  }

  /// @return the number of bytes that are whole lines
  private long read(byte[] bytes) throws IOException {
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        JsonNode line = MetaJson.parse(Arrays.copyOfRange(bytes, begin, i));
        if (!line.path("kind").isTextual()) {
          throw new IOException(
              "not a ledger: " + new String(bytes, begin, Math.min(40, i - begin), UTF_8));
        }
        apply(line);
        begin = i + 1;
      }
    }
    return begin;
  }

  private void apply(JsonNode line) {
    newest = Math.max(newest, line.path("at").asLong());
    if (line.path("key").isTextual()) {
      attempts.merge(line.path("key").asText(), 1, Integer::sum);
    }
    for (JsonNode owes : line.path("owes")) {
      Event event = Event.of(owes);
      owed.put(event.id(), event);
      for (JsonNode status : event.value().path("statuses")) {
        String wamid = status.path("id").asText();
        String word = status.path("status").asText();
        statuses.putIfAbsent(event.id(), new StatusReport(wamid, word, false));
      }
    }
    switch (line.path("kind").asText()) {
      case "accepted" -> {
        AcceptedMessage message = AcceptedMessage.of(line);
        accepted.add(message);
        wamids.add(message.wamid());
      }
      case "happened" -> {
        UnpromptedEvent happening = UnpromptedEvent.of(line);
        unpromptedEvents.put(happening.id(), happening);
        if (happening.opens()) {
          String pair = happening.number() + '|' + happening.customer();
          windows.merge(pair, happening.at(), Math::max);
        }
      }
      case "told" -> told++;
      case "refused" -> errors.merge(line.path("code").asInt(), 1L, Long::sum);
      case "lost" -> faults.merge(line.path("fault").asText(), 1L, Long::sum);
      case "posted" -> applyPost(line);
      case "dropped" -> {
        dropped++;
        line.path("events").forEach(id -> owed.remove(id.asText()));
      }
      case "read" -> {
        reads.add(line.path("id").asText());
        typing += line.path("typing").asBoolean() ? 1 : 0;
      }
      default -> {} // an entry of a later version
    }
  }

  private void applyPost(JsonNode line) {
    posts++;
    if (line.path("attempt").asInt() > 1) {
      retries++;
    }
    if (line.path("repeated").asBoolean()) {
      duplicates++;
    }
    if (line.path("status").asInt() != 200) {
      refusedPosts++;
      return;
    }
    for (JsonNode id : line.path("events")) {
      Event event = owed.remove(id.asText());
      if (event != null) {
        acknowledge(event);
      }
    }
  }

  private void acknowledge(Event event) {
    statuses.computeIfPresent(
        event.id(), (_, report) -> new StatusReport(report.wamid(), report.status(), true));
    unpromptedEvents.computeIfPresent(
        event.id(),
        (_, it) ->
            new UnpromptedEvent(
                it.id(), it.number(), it.customer(), it.type(), it.at(), it.opens(), true));
  }

  /// Waits until a condition that depends on the entries of the ledger is true.
  boolean await(Duration limit, BooleanSupplier condition) {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return condition.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
