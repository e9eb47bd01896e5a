package dev.parley.chat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The methods that the test class of a store must have, and helpers for the contracts.
public interface StoreUnderTest {
  /// An empty store, the same one throughout a test.
  SteppedStore store();

  /// The feed that receives the store's changes.
  RecordedFeed feed();

  /// The changes in the store's feed that lead to events, in order.
  default List<Change> published() {
    return feed().changes();
  }

  /// All changes in the store's feed, in order.
  default List<Change> all() {
    return feed().all();
  }

  /// The kind of the store, for people.
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

  /// The summary of a chat.
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

  /// Runs all tasks at the same time, each on its own thread; returns the results in the order of
  /// `tasks`.
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
