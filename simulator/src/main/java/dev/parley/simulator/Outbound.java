package dev.parley.simulator;

import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Signs and sends webhooks, many at the same time, and sends those again that were not answered
/// 200.
///
/// The first attempts for the events of one lane are made one after the other; retries do not hold
/// up later events. The first retry happens immediately, the next ones after 1, 2, 4 seconds and so
/// on, up to an hour, for seven days of simulated time. Source: "Webhooks > Overview".
///
/// Safe for use by many threads.
final class Outbound implements AutoCloseable {
  /// The maximum number of events of one webhook.
  static final int BATCH = 1_000;

  private static final System.Logger LOG = System.getLogger(Outbound.class.getName());
  private static final Duration TIME_OUT = Duration.ofSeconds(10);
  private static final int AT_ONCE = 64;
  private static final int LARGEST = 3_000_000;
  private static final long BATCH_WAIT = 2_000;
  private static final long FIRST_WAIT = 1_000;
  private static final long LONGEST_WAIT = Duration.ofHours(1).toMillis();
  private static final long PATIENCE = Duration.ofDays(7).toMillis();

  private final SimulatedClock clock;
  private final Ledger ledger;
  private final Dice dice;
  private final Supplier<Faults> faults;
  private final @Nullable String appSecret;
  private final String accountId;

  /// The address for a number's id; null if there is none.
  private final Function<String, @Nullable URI> addresses;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIME_OUT).build();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Map<String, Deque<Event>> lanes = new HashMap<>();
  private final Map<String, List<Event>> batches = new LinkedHashMap<>();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Outbound(
      SimulatedClock clock,
      Ledger ledger,
      Dice dice,
      Supplier<Faults> faults,
      @Nullable String appSecret,
      String accountId,
      Function<String, @Nullable URI> addresses) {
    this.clock = clock;
    this.ledger = ledger;
    this.dice = dice;
    this.faults = faults;
    this.appSecret = appSecret;
    this.accountId = accountId;
    this.addresses = addresses;
  }

  /// Sends each event once it is due, unless it is being sent already. The events are already in
  /// the ledger.
  void owe(List<Event> events) {
    for (Event event : events) {
      if (underWay.add(event.id())) {
        clock.at(event.due(), () -> due(event));
      }
    }
  }

  /// Sends all events that are still owed, because an address was set.
  void resume() {
    owe(ledger.owedEvents());
  }

  /// Asks the receiver of a number's webhooks for the challenge, as Meta does when an address is
  /// set.
  ///
  /// @return whether it was answered correctly
  boolean verify(URI address, String verifyToken) {
    String challenge = dice.digits(10, "challenge", address.toString());
    String query =
        "hub.mode=subscribe&hub.challenge=%s&hub.verify_token=%s"
            .formatted(challenge, URLEncoder.encode(verifyToken, StandardCharsets.UTF_8));
    String joint = address.getQuery() == null ? "?" : "&";
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + joint + query)).timeout(TIME_OUT).build();
      var answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().equals(challenge);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    client.shutdownNow();
  }

  private void due(Event event) {
    if (closed) {
      return;
    }
    if (event.batched()) {
      collect(event);
    } else if (event.loose()) {
      start(List.of(event), null);
    } else if (enter(event)) {
      start(List.of(event), event.lane());
    }
  }

  /// @return whether the lane is free; otherwise the event waits in it
  private boolean enter(Event event) {
    synchronized (lanes) {
      Deque<Event> waiting = lanes.putIfAbsent(event.lane(), new ArrayDeque<>());
      if (waiting == null) {
        return true;
      }
      waiting.add(event);
      return false;
    }
  }

  private void leave(String lane) {
    Event next;
    synchronized (lanes) {
      Deque<Event> waiting = lanes.get(lane);
      next = waiting == null ? null : waiting.poll();
      if (next == null) {
        lanes.remove(lane);
      }
    }
    if (next != null) {
      start(List.of(next), lane);
    }
  }

  private void collect(Event event) {
    String number = number(event);
    List<Event> full = List.of();
    synchronized (batches) {
      List<Event> batch = batches.get(number);
      if (batch == null) {
        batch = new ArrayList<>();
        batches.put(number, batch);
        clock.at(clock.millis() + BATCH_WAIT, () -> flush(number));
      }
      batch.add(event);
      if (batch.size() >= BATCH) {
        full = batch;
        batches.remove(number);
      }
    }
    if (!full.isEmpty()) {
      start(full, null);
    }
  }

  private void flush(String number) {
    List<Event> batch;
    synchronized (batches) {
      batch = batches.remove(number);
    }
    if (batch != null) {
      start(batch, null);
    }
  }

  private void start(List<Event> events, @Nullable String lane) {
    byte[] body = body(events);
    if (body.length > LARGEST && events.size() > 1) {
      start(events.subList(0, events.size() / 2), null);
      start(events.subList(events.size() / 2, events.size()), lane);
      return;
    }
    Thread.startVirtualThread(() -> {
      try {
        attempt(new Post(List.copyOf(events), body, clock.millis()), 1);
      } finally {
        if (lane != null) {
          leave(lane);
        }
      }
    });
  }

  /// @param first the time of the first attempt
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Post(List<Event> events, byte[] body, long first) {
    String id() {
      return events.getFirst().id();
    }
  }

  private void attempt(Post post, int attempt) {
    URI address = addresses.apply(number(post.events().getFirst()));
    if (closed || address == null) {
      end(post); // its events still have to be reported
      return;
    }
    if (attempt == 1 && happens(Fault.WEBHOOK_WRONG_SIGNATURE, post)) {
      var _ = send(address, post.body(), "sha256=" + "0".repeat(64));
    }
    int status = send(address, post.body(), signature(post.body()));
    if (closed) {
      return;
    }
    long answered = clock.millis();
    ledger.post(post.events(), attempt, status, false, answered);
    if (status != 200) {
      again(post, attempt, answered);
      return;
    }
    end(post);
    if (attempt == 1 && happens(Fault.WEBHOOK_DUPLICATE, post)) {
      long later = answered + dice.between(0, 3_000, "again", post.id());
      clock.at(later, () -> Thread.startVirtualThread(() -> duplicate(post, address)));
    }
  }

  private void end(Post post) {
    post.events().forEach(event -> underWay.remove(event.id()));
  }

  private void duplicate(Post post, URI address) {
    int status = send(address, post.body(), signature(post.body()));
    if (!closed) {
      ledger.post(post.events(), 1, status, true, clock.millis());
    }
  }

  private void again(Post post, int attempt, long answered) {
    long wait = attempt == 1 ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT << Math.min(attempt - 2, 30));
    long due = answered + wait;
    if (due - post.first() > PATIENCE) {
      ledger.drop(post.events(), answered);
      end(post);
      return;
    }
    clock.at(due, () -> Thread.startVirtualThread(() -> attempt(post, attempt + 1)));
  }

  private boolean happens(Fault fault, Post post) {
    return dice.happens(faults.get().rate(fault), fault.wireName(), post.id());
  }

  private @Nullable String signature(byte[] body) {
    return appSecret == null ? null : MetaJson.signature(appSecret, body);
  }

  /// @return the status; 0 if there was no answer
  private int send(URI address, byte[] body, @Nullable String signature) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(TIME_OUT)
            .header("Content-Type", "application/json")
            .header("User-Agent", "facebookexternalua")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (signature != null) {
      request.header("X-Hub-Signature-256", signature);
    }
    places.acquireUninterruptibly();
    try {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      if (!closed) {
        LOG.log(WARNING, "a webhook was not answered: " + e.getClass().getSimpleName());
      }
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      places.release();
    }
  }

  private static String number(Event event) {
    JsonNode value = event.value();
    String number = value.path("metadata").path("phone_number_id").asText();
    return number.isEmpty() ? value.path("recipient").path("phone_number_id").asText() : number;
  }

  /// All events in one entry; neighbours of the same kind share a value.
  private byte[] body(List<Event> events) {
    ObjectNode body = MetaJson.object().put("object", "whatsapp_business_account");
    ObjectNode entry = body.putArray("entry").addObject().put("id", accountId);
    ArrayNode changes = entry.putArray("changes");
    String lastField = "";
    ObjectNode last = null;
    for (Event event : events) {
      if (last != null && lastField.equals(event.field()) && joins(last, event.value())) {
        join(last, event.value());
        continue;
      }
      ObjectNode value = event.value().deepCopy();
      ObjectNode change = changes.addObject();
      change.set("value", value);
      change.put("field", event.field());
      lastField = event.field();
      last = value;
    }
    if (events.stream().anyMatch(event -> !event.field().equals("messages"))) {
      entry.put("time", clock.millis() / 1000);
    }
    return MetaJson.escaped(body);
  }

  /// Whether two values report the same kind, statuses or messages, of the same number.
  private static boolean joins(ObjectNode one, ObjectNode other) {
    return one.path("metadata").equals(other.path("metadata"))
        && !one.has("standby")
        && ((one.has("statuses") && other.has("statuses"))
            || (one.has("messages") && other.has("messages")));
  }

  private static void join(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> property : from.properties()) {
      if (property.getValue() instanceof ArrayNode added) {
        if (into.get(property.getKey()) instanceof ArrayNode present) {
          present.addAll(added);
        } else {
          into.set(property.getKey(), added.deepCopy());
        }
      }
    }
  }
}
