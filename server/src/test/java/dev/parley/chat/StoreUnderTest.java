package dev.parley.chat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What a store's test class brings, and what the contracts ask it in many places.
public interface StoreUnderTest {
  /// An empty store, the same one throughout a test.
  SteppedStore store();

  /// What the store tells its changes to.
  RecordedFeed feed();

  /// What the store's feed heard and events are made of, in order.
  default List<Change> published() {
    return feed().changes();
  }

  /// Every change that the store's feed heard, in order.
  default List<Change> all() {
    return feed().all();
  }

  /// What the store keeps things in, for people.
  default String kind() {
    return store().health().kind();
  }

  /// The changes of one kind.
  default <C extends Change> List<C> published(Class<C> kind) {
    return published().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// All messages of a chat, as they are shown.
  default List<Message> messagesOf(WaId chat) {
    return store().messages(chat, null, 100_000);
  }

  /// The texts of a chat, as they are shown.
  default List<String> textsOf(WaId chat) {
    return messagesOf(chat).stream().map(message -> message.body().text()).toList();
  }

  /// The one message of a chat.
  default Message onlyMessageOf(WaId chat) {
    List<Message> messages = messagesOf(chat);
    if (messages.size() != 1) {
      throw new AssertionError("expected one message, found " + messages.size());
    }
    return messages.getFirst();
  }

  /// One chat's summary.
  default ChatSummary summaryOf(WaId chat) {
    return store().chat(chat, 0).orElseThrow().head().summary();
  }

  /// One person's contact.
  default Contact contactOf(WaId waId) {
    return store().contacts(null, 100_000).stream()
        .filter(contact -> contact.waId().equals(waId))
        .findFirst()
        .orElseThrow();
  }

  /// Runs everything at once, each on a thread of its own; the results in the order of `tasks`.
  static <T> List<T> atOnce(List<Callable<T>> tasks) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(tasks).stream().map(StoreUnderTest::result).toList();
    }
  }

  private static <T> T result(Future<T> finished) {
    try {
      return finished.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("a concurrent step failed", e);
    }
  }
}
