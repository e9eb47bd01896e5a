package dev.parley;

import dev.parley.KillStorm.Post;
import dev.parley.KillStorm.Reported;
import dev.parley.chat.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Requests and the expected result, which must not depend on their order or on repetitions. Some
/// duplicates follow each other directly, so that they run at the same time; others are far apart.
///
/// @param posts duplicates included
/// @param messages the messages by id
record KillWorkload(List<Post> posts, Map<String, Expected> messages) {
  private static final int CHATS = 50;
  private static final int OURS = 4;
  private static final long NOON = 1_790_000_000L;
  private static final List<Status> REPORTED =
      List.of(Status.SENT, Status.DELIVERED, Status.READ, Status.PLAYED);
  private static final String OUR_NUMBER = "12025550100";

  /// A message as it must be stored.
  ///
  /// @param direction `incoming` or `outgoing`
  /// @param timestamp null: the message has the time at which it was stored
  record Expected(String chat, String direction, String text, @Nullable Instant timestamp) {
    Status initial() {
      return direction.equals("incoming") ? Status.DELIVERED : Status.SENT;
    }
  }

  /// One `changes[]` of a webhook: a message or a status.
  ///
  /// @param place the sort key of the change; a status may come before its message
  private record Change(
      double place, String json, @Nullable String message, @Nullable Reported status) {}

  /// Cloud API webhooks with incoming and outgoing texts, and statuses. About every tenth webhook
  /// has several changes.
  static KillWorkload webhooks(Random random, int count) {
    Map<String, Expected> messages = new LinkedHashMap<>();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 2 * count; i++) {
      String id = "wamid.kill" + i;
      String direction = random.nextInt(OURS) == 0 ? "outgoing" : "incoming";
      Instant timestamp = Instant.ofEpochSecond(NOON + random.nextInt(count));
      Expected message = new Expected(chat(random), direction, "Text " + i, timestamp);
      messages.put(id, message);
      changes.add(new Change(i, json(id, message), id, null));
      if (random.nextInt(OURS) == 0) {
        Status status = REPORTED.get(random.nextInt(REPORTED.size()));
        double place = i + random.nextDouble(-50, 50);
        changes.add(new Change(place, json(id, message, status), null, new Reported(id, status)));
      }
    }
    changes.sort(Comparator.comparingDouble(Change::place));
    List<Post> posts = new ArrayList<>();
    for (int from = 0; posts.size() < count; ) {
      int to = from + (random.nextInt(10) == 0 ? random.nextInt(2, 7) : 1);
      posts.add(webhook(changes.subList(from, to)));
      from = to;
    }
    messages
        .keySet()
        .retainAll(posts.stream().flatMap(it -> it.messages.stream()).collect(Collectors.toSet()));
    return new KillWorkload(withDuplicates(random, posts), messages);
  }

  /// Texts sent with an `Idempotency-Key`.
  static KillWorkload sends(Random random, int count) {
    Map<String, Expected> messages = new LinkedHashMap<>();
    List<Post> posts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "order-" + i;
      Expected message = new Expected(chat(random), "outgoing", "Text " + i, null);
      messages.put(id, message);
      posts.add(
          new Post(
              "/api/send",
              Map.of("Idempotency-Key", id),
              "{\"wa_id\":\"%s\",\"text\":\"%s\"}".formatted(message.chat(), message.text()),
              List.of(id),
              List.of()));
    }
    return new KillWorkload(withDuplicates(random, posts), messages);
  }

  /// The number of duplicate requests.
  long duplicates() {
    return posts.size() - posts.stream().map(it -> it.body).distinct().count();
  }

  /// The status that each message must have in the end: the highest of all reported ones.
  Map<String, Status> lastStatuses() {
    Map<String, Status> highest = new HashMap<>();
    messages.forEach((id, message) -> highest.put(id, message.initial()));
    for (Post post : posts) {
      for (Reported reported : post.statuses) {
        highest.computeIfPresent(
            reported.message(),
            (_, status) -> status.compareTo(reported.status()) < 0 ? reported.status() : status);
      }
    }
    return highest;
  }

  private static List<Post> withDuplicates(Random random, List<Post> posts) {
    record Placed(double place, Post post) {}
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < posts.size(); i++) {
      placed.add(new Placed(i, posts.get(i)));
      if (random.nextInt(10) == 0) {
        placed.add(new Placed(i, posts.get(i).copy()));
      }
      if (random.nextInt(10) == 0) {
        placed.add(new Placed(random.nextDouble(posts.size()), posts.get(i).copy()));
      }
    }
    return placed.stream()
        .sorted(Comparator.comparingDouble(Placed::place))
        .map(Placed::post)
        .toList();
  }

  private static String chat(Random random) {
    return "120255502" + (10 + random.nextInt(CHATS));
  }

  private static Post webhook(List<Change> changes) {
    return new Post(
        "/webhook",
        Map.of(),
        "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":[%s]}]}"
            .formatted(changes.stream().map(Change::json).collect(Collectors.joining(","))),
        changes.stream().map(Change::message).filter(it -> it != null).toList(),
        changes.stream().map(Change::status).filter(it -> it != null).toList());
  }

  private static String json(String id, Expected message) {
    boolean incoming = message.direction().equals("incoming");
    return """
    {"field":"messages","value":{"messaging_product":"whatsapp",
     "metadata":{"display_phone_number":"%s","phone_number_id":"1"},
     "contacts":[{"profile":{"name":"Customer %s"},"wa_id":"%s"}],
     "messages":[{"id":"%s","from":"%s","timestamp":"%d","type":"text","text":{"body":"%s"}}]}}\
    """
        .formatted(
            OUR_NUMBER,
            message.chat(),
            message.chat(),
            id,
            incoming ? message.chat() : OUR_NUMBER,
            message.timestamp() == null ? 0 : message.timestamp().getEpochSecond(),
            message.text());
  }

  private static String json(String id, Expected message, Status status) {
    return """
    {"field":"messages","value":{"messaging_product":"whatsapp",
     "metadata":{"display_phone_number":"%s","phone_number_id":"1"},
     "statuses":[{"id":"%s","status":"%s","timestamp":"%d","recipient_id":"%s"}]}}\
    """
        .formatted(OUR_NUMBER, id, status.name().toLowerCase(Locale.ROOT), NOON, message.chat());
  }
}
