package dev.parley.chat;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Gatherers;

/// The messages that some messages quote, in their current state: edits and revocations of a quoted
/// message are visible, and so is a quoted message that arrived after its answer. Immutable.
public final class Quotes {
  /// No quotes: every quoted message counts as unknown.
  public static final Quotes NONE = new Quotes(Map.of());

  /// The number of messages that are read at once. Each can be large, but only a small part of it
  /// is kept.
  private static final int AT_ONCE = 16;

  private final Map<MessageId, Quote> byName;

  private Quotes(Map<MessageId, Quote> byName) {
    this.byName = byName;
  }

  /// Reads the messages that `messages` quote. Blocks; costs nothing if none of them is an answer.
  ///
  /// @throws Refusal for the same reasons as every read of `history`
  public static Quotes of(ChatHistory history, Collection<Message> messages) {
    Set<MessageId> names = new LinkedHashSet<>();
    for (Message message : messages) {
      MessageId name = message.body().replyTo();
      if (name != null) {
        names.add(name);
      }
    }
    if (names.isEmpty()) {
      return NONE;
    }
    Map<MessageId, Quote> found = new HashMap<>();
    for (List<MessageId> some : names.stream().gather(Gatherers.windowFixed(AT_ONCE)).toList()) {
      history.messages(some).forEach((name, message) -> found.put(name, Quote.of(message)));
    }
    return new Quotes(found);
  }

  /// The quotes of these messages for callers that cannot wait: empty if the store cannot be read
  /// now.
  public static Quotes ofReadable(ChatHistory history, Collection<Message> messages) {
    try {
      return of(history, messages);
    } catch (Refusal unavailable) {
      return NONE;
    }
  }

  /// The message that `answer` quotes; empty if it is not stored or belongs to another chat:
  /// clients choose which message they quote, and must not read messages of other chats that way.
  public Optional<Quote> of(Message answer) {
    MessageId name = answer.body().replyTo();
    return name == null
        ? Optional.empty()
        : Optional.ofNullable(byName.get(name)).filter(it -> it.chat().equals(answer.chat()));
  }
}
