package dev.parley.chat;

import dev.parley.chat.ChatHistory.MessagePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A message with the messages that it answers and the messages that answer it, directly or through
/// others. Used by one thread.
public final class MessageThread {
  /// The maximum number of messages in a thread. If there are more, the most distant ones are left
  /// out.
  public static final int MOST = 500;

  private static final Comparator<Message> OLDEST_FIRST =
      Comparator.comparing(
          Message::position,
          Comparator.comparing(MessagePosition::timestamp).thenComparingLong(MessagePosition::seq));

  private final ChatHistory history;
  private final WaId chat;
  private final Set<MessageId> known = new HashSet<>();
  private final List<Message> messages = new ArrayList<>();
  private long bytes;

  private MessageThread(ChatHistory history, WaId chat) {
    this.history = history;
    this.chat = chat;
  }

  /// The thread of `message`, the oldest message first. Blocks. Bounded by [#MOST] and by the size
  /// of a [MessageSlice].
  ///
  /// @throws Refusal for the same reasons as every read of `history`
  public static List<Message> of(ChatHistory history, Message message) {
    MessageThread thread = new MessageThread(history, message.chat());
    thread.add(message);
    thread.addAnswered(message);
    thread.addAnswers(message);
    return thread.messages.stream().sorted(OLDEST_FIRST).toList();
  }

  private void addAnswered(Message start) {
    Optional<Message> next = answered(start);
    while (next.isPresent() && hasRoom() && add(next.get())) {
      next = answered(next.get());
    }
  }

  private Optional<Message> answered(Message answer) {
    MessageId name = answer.body().replyTo();
    return name == null
        ? Optional.empty()
        : history.messages(Set.of(name)).values().stream()
            .filter(it -> it.chat().equals(chat))
            .findFirst();
  }

  private void addAnswers(Message start) {
    List<Message> generation = List.of(start);
    while (!generation.isEmpty() && hasRoom()) {
      Set<MessageId> names = new HashSet<>();
      for (Message message : generation) {
        names.add(message.id());
        names.add(message.metaId());
      }
      List<Message> next = new ArrayList<>();
      for (Message answer : history.answers(chat, names, MOST - messages.size())) {
        if (hasRoom() && add(answer)) {
          next.add(answer);
        }
      }
      generation = next;
    }
  }

  private boolean hasRoom() {
    return messages.size() < MOST && MessageSlice.hasRoom(bytes);
  }

  /// @return false if the message was added before: messages can answer one another in a circle
  private boolean add(Message message) {
    if (!known.add(message.id())) {
      return false;
    }
    messages.add(message);
    bytes += message.bytes();
    return true;
  }
}
