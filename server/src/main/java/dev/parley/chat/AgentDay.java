package dev.parley.chat;

import dev.parley.access.Sender;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statistics of one day and one member of the team. They contain no data of customers.
///
/// @param day the day in UTC
/// @param agent the id of the member who sent the messages or answers the chats; null: nobody in
///   particular
/// @param name the last known name of the agent; null: unknown
/// @param in the number of messages of customers, in the chats that the agent answers
/// @param out the number of messages to customers that the agent sent
/// @param responses times from a customer's first message of a conversation to the first answer, by
///   this agent
/// @param resolutions times from a customer's first message of a conversation to its end, set by
///   this agent
public record AgentDay(
    LocalDate day,
    @Nullable String agent,
    @Nullable String name,
    long in,
    long out,
    Durations responses,
    Durations resolutions) {
  /// The key of the statistics.
  ///
  /// @param agent "" for nobody
  public record Key(LocalDate day, String agent) {
    @Override
    public String toString() {
      return day + " " + agent;
    }
  }

  private AgentDay(Instant at, @Nullable Sender agent, long in, long out) {
    this(
        day(at),
        agent == null ? null : agent.id(),
        agent == null ? null : agent.name(),
        in,
        out,
        Durations.NONE,
        Durations.NONE);
  }

  /// The day, in UTC, that contains a time.
  public static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /// The measurement of a message of a customer.
  ///
  /// @param assignee the user who answers the chat
  static AgentDay received(Instant at, @Nullable String assignee) {
    return new AgentDay(day(at), assignee, null, 1, 0, Durations.NONE, Durations.NONE);
  }

  /// The measurement of a message to a customer.
  static AgentDay sent(Instant at, @Nullable Sender by) {
    return new AgentDay(at, by, 0, 1);
  }

  /// The measurement of a first answer.
  static AgentDay answered(Instant at, @Nullable Sender by, Duration took) {
    AgentDay day = new AgentDay(at, by, 0, 0);
    return new AgentDay(day.day, day.agent, day.name, 0, 0, Durations.of(took), Durations.NONE);
  }

  /// The measurement of the end of a conversation.
  static AgentDay resolved(Instant at, @Nullable Sender by, Duration took) {
    AgentDay day = new AgentDay(at, by, 0, 0);
    return new AgentDay(day.day, day.agent, day.name, 0, 0, Durations.NONE, Durations.of(took));
  }

  public Key key() {
    return new Key(day, agent == null ? "" : agent);
  }

  /// The sum of this record and `other`, with the day and the agent of this one.
  public AgentDay plus(AgentDay other) {
    return new AgentDay(
        day,
        agent,
        other.name == null ? name : other.name,
        in + other.in,
        out + other.out,
        responses.plus(other.responses),
        resolutions.plus(other.resolutions));
  }

  /// The sums for each key.
  public static List<AgentDay> sums(List<AgentDay> all) {
    Map<Key, AgentDay> sums = new LinkedHashMap<>();
    all.forEach(it -> sums.merge(it.key(), it, AgentDay::plus));
    return List.copyOf(sums.values());
  }
}
