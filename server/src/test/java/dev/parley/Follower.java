package dev.parley;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.Digest;
import dev.parley.socketio.client.SocketClient;
import dev.parley.socketio.client.SocketClientListener;
import dev.parley.socketio.client.SocketClientOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client that keeps a copy of a server's data, as the documentation describes: it connects,
/// queues the events that it receives, requests the changes that it missed, and then applies the
/// queued events. Belongs to one thread.
final class Follower implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int PAGE = 50;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final Map<String, Map<String, MessageVersion>> chats = new HashMap<>();
  private final Map<String, Person> contacts = new HashMap<>();

  /// The events that the open connection has delivered.
  private final Set<String> told = new HashSet<>();

  private @Nullable SocketClient client;
  private @Nullable String position;
  private int resets;
  private int events;
  private int synced;
  private int repeated;

  /// @param from the connection on which it arrived
  private record Heard(SocketClient from, String event, JsonNode payload) {}

  /// The version of a message that this client has.
  private record MessageVersion(long seq, long rev) {}

  private record Person(String name, boolean online, Instant lastSeen, long rev) {
    Person seen(Instant at) {
      return new Person(name, online, at.isAfter(lastSeen) ? at : lastSeen, rev);
    }
  }

  /// The number of starts from scratch, of applied events, of applied objects from syncs, and of
  /// events that one connection delivered twice.
  record Counts(int resets, int events, int synced, int repeated) {
    Counts plus(Counts other) {
      return new Counts(
          resets + other.resets,
          events + other.events,
          synced + other.synced,
          repeated + other.repeated);
    }
  }

  Counts counts() {
    return new Counts(resets, events, synced, repeated);
  }

  /// Connects, and requests the missed changes.
  ///
  /// @throws IOException if the server ended meanwhile; then it is not connected
  void connect(URI server) throws IOException {
    disconnect();
    CompletableListener listener = new CompletableListener();
    SocketClient connected = SocketClient.connect(SocketClientOptions.of(server), listener);
    listener.client.complete(connected);
    client = connected;
    try {
      listener.connected.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      catchUp(server);
    } catch (IOException e) {
      disconnect();
      throw e;
    } catch (Exception e) {
      disconnect();
      throw new IOException(e);
    }
  }

  void disconnect() {
    if (client != null) {
      client.close();
    }
    client = null;
    heard.clear();
    told.clear();
  }

  private final class CompletableListener implements SocketClientListener {
    final CompletableFuture<SocketClient> client = new CompletableFuture<>();
    final CompletableFuture<String> connected = new CompletableFuture<>();

    @Override
    public void connected(String socketId, boolean recovered) {}

    @Override
    public void event(String name, List<JsonNode> arguments) {
      if (name.equals("connected")) {
        connected.complete(name);
      }
      heard.add(new Heard(client.join(), name, arguments.getFirst()));
    }
  }

  private void catchUp(URI server) throws IOException {
    boolean more = true;
    while (more) {
      if (position == null) {
        readEverything(server);
      }
      JsonNode sync = get(server, "/api/sync?limit=" + PAGE + "&since=" + position);
      if (sync.path("reset").asBoolean()) {
        resets++;
        position = null;
      } else {
        sync.path("messages").forEach(this::apply);
        sync.path("contacts").forEach(this::applyContact);
        synced += sync.path("messages").size();
        position = sync.path("position").asText();
        more = sync.path("more").asBoolean();
      }
    }
  }

  private void readEverything(URI server) throws IOException {
    chats.clear();
    contacts.clear();
    String before = get(server, "/api/sync").path("position").asText();
    get(server, "/api/contacts?limit=1000").forEach(this::applyContact);
    for (JsonNode chat : get(server, "/api/chats?limit=1000&messages=0")) {
      get(server, "/api/chats/" + chat.path("wa_id").asText() + "?limit=5000").forEach(this::apply);
    }
    position = before; // not earlier: an attempt that failed halfway has to be repeated
  }

  /// Applies received events, and waits a moment for more.
  void hear(Duration wait) throws InterruptedException {
    Heard next = heard.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
    while (next != null) {
      if (next.from == client) {
        apply(next);
      }
      next = heard.poll();
    }
  }

  private void apply(Heard next) {
    JsonNode payload = next.payload;
    switch (next.event) {
      case "newMessage", "messageUpdated" -> apply(payload);
      case "contactUpdated" -> applyContact(payload);
      case "userOnlineStatus" -> applyPresence(payload);
      case "messageStatusUpdate" -> {
        List<String> ids = new ArrayList<>();
        if (payload.has("ids")) {
          payload.path("ids").forEach(id -> ids.add(id.asText()));
        } else {
          ids.add(payload.path("id").asText());
        }
        Map<String, MessageVersion> chat =
            chats.getOrDefault(payload.path("wa_id").asText(), Map.of());
        for (String id : ids) {
          MessageVersion held = chat.get(id);
          if (held == null) {
            throw new AssertionError("a status came before its message: " + payload);
          }
          put(payload.path("wa_id").asText(), id, held.seq, payload.path("rev").asLong());
        }
      }
      default -> {}
    }
    if (payload.has("position") && !next.event.equals("connected")) {
      position = payload.path("position").asText();
      events++;
      repeated += told.add(next.event + payload) ? 0 : 1;
    }
  }

  private void apply(JsonNode message) {
    put(
        message.path("wa_id").asText(),
        message.path("id").asText(),
        message.path("seq").asLong(),
        message.path("rev").asLong());
    if (message.path("type").asText().equals("incoming")) {
      Instant at = Instant.parse(message.path("timestamp").asText());
      contacts.computeIfPresent(message.path("wa_id").asText(), (_, old) -> old.seen(at));
    }
  }

  private void applyContact(JsonNode contact) {
    Person person =
        new Person(
            contact.path("name").asText(),
            contact.path("is_online").asBoolean(),
            Instant.parse(contact.path("last_seen").asText()),
            contact.path("rev").asLong());
    contacts.merge(
        contact.path("wa_id").asText(), person, (old, now) -> now.rev > old.rev ? now : old);
  }

  private void applyPresence(JsonNode presence) {
    if (presence.has("rev")) { // if absent, the person is not a contact
      contacts.computeIfPresent(
          presence.path("wa_id").asText(),
          (_, old) ->
              presence.path("rev").asLong() <= old.rev
                  ? old
                  : new Person(
                      old.name,
                      presence.path("is_online").asBoolean(),
                      Instant.parse(presence.path("last_seen").asText()),
                      presence.path("rev").asLong()));
    }
  }

  private void put(String chat, String id, long seq, long rev) {
    chats
        .computeIfAbsent(chat, _ -> new HashMap<>())
        .merge(id, new MessageVersion(seq, rev), (old, now) -> now.rev > old.rev ? now : old);
  }

  /// The differences between its copy and the server's chats; empty if there are none.
  List<String> differences(URI server) throws IOException {
    List<String> differences = new ArrayList<>();
    for (JsonNode chat : get(server, "/api/chats?limit=1000&messages=0")) {
      String id = chat.path("wa_id").asText();
      String theirs = get(server, "/api/chats/" + id + "/digest").toString();
      Digest.Builder builder = new Digest.Builder();
      Map<String, MessageVersion> held = chats.getOrDefault(id, Map.of());
      held.entrySet().stream()
          .sorted((one, other) -> Long.compare(one.getValue().seq, other.getValue().seq))
          .forEach(it -> builder.add(it.getValue().seq, it.getKey(), it.getValue().rev));
      Digest digest = builder.build();
      String ours =
          "{\"messages\":%d,\"seq\":%d,\"digest\":\"%s\"}"
              .formatted(digest.messages(), digest.seq(), digest.sha256());
      if (!ours.equals(theirs)) {
        differences.add(id + ": ours " + ours + ", theirs " + theirs + different(server, id, held));
      }
    }
    for (JsonNode contact : get(server, "/api/contacts?limit=1000")) {
      Person held = contacts.get(contact.path("wa_id").asText());
      if (held == null
          || !held.name.equals(contact.path("name").asText())
          || held.online != contact.path("is_online").asBoolean()
          || !held.lastSeen.equals(Instant.parse(contact.path("last_seen").asText()))) {
        differences.add("contact: ours " + held + ", theirs " + contact);
      }
    }
    return differences;
  }

  /// The messages of a chat that this client does not have, or has in another state.
  private String different(URI server, String chat, Map<String, MessageVersion> held)
      throws IOException {
    StringBuilder all = new StringBuilder();
    for (JsonNode message : get(server, "/api/chats/" + chat + "?limit=5000")) {
      MessageVersion theirs =
          new MessageVersion(message.path("seq").asLong(), message.path("rev").asLong());
      MessageVersion ours = held.get(message.path("id").asText());
      if (!theirs.equals(ours)) {
        all.append("\n  ").append(ours).append(" instead of ").append(theirs).append(": ");
        all.append(message);
      }
    }
    return all.append("\n  position ").append(position).toString();
  }

  private JsonNode get(URI server, String path) throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT).build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(path + " was answered " + answer.statusCode());
      }
      return JSON.readTree(answer.body());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    disconnect();
    http.close();
  }
}
