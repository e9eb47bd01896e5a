package dev.parley.stream;

import dev.parley.chat.ChatFeed;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Commit;
import dev.parley.chat.StreamPosition;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes every commit of a store to all subscribers, each on its own thread: a subscriber that
/// fails, hangs or falls behind slows down neither the store nor other subscribers. A subscriber
/// that falls behind receives the missed changes from the log of the store.
///
/// It is created before the store, which publishes its changes to it. Safe for use by many threads.
public final class ChangeStream implements ChatFeed, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);

  /// A subscriber that lacks this many changes counts as far behind: about as many arrive in a few
  /// seconds at full speed.
  private static final long FAR_BEHIND = 20_000;

  private final ChatFeed first;
  private final Subscription.Limits limits;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /// @param first is called on the store's own thread, before all subscribers: for counters, which
  ///   take no time
  public ChangeStream(ChatFeed first) {
    this(first, Subscription.Limits.DEFAULTS);
  }

  ChangeStream(ChatFeed first, Subscription.Limits limits) {
    this.first = first;
    this.limits = limits;
  }

  /// Adds a subscriber, which receives every change after the current position of the store.
  ///
  /// @param name the name in the log and in health checks, for example `realtime`
  /// @param history the store that publishes its changes to this stream
  /// @throws dev.parley.chat.Refusal if the store cannot be read
  public Subscription subscribe(String name, ChatHistory history, Subscriber subscriber) {
    Subscription subscription = new Subscription(name, history, subscriber, limits);
    subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  /// Like [#subscribe(String, ChatHistory, Subscriber)], but `subscriber` first receives every
  /// change after an earlier position, from the log: for durable subscribers, which keep their
  /// position in a [Cursor].
  ///
  /// @param from the position at which it stopped; if the log no longer knows it, the subscriber
  ///   starts over
  public Subscription subscribe(
      String name, ChatHistory history, StreamPosition from, Subscriber subscriber) {
    Subscription subscription = new Subscription(name, history, from, subscriber, limits);
    subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  /// Ends a subscription before the stream ends.
  public void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
    subscription.close();
  }

  /// The subscribers that are far behind the store, and the number of changes that each has not
  /// received yet. Subscribers that lack only a few changes, which is usual under load, are left
  /// out. Does not wait.
  public Map<String, Long> behind() {
    Map<String, Long> behind = new TreeMap<>();
    for (Subscription subscription : subscriptions) {
      long lag = subscription.lag();
      if (lag >= FAR_BEHIND) {
        behind.merge(subscription.name(), lag, Math::max);
      }
    }
    return behind;
  }

  @Override
  public void publish(Commit commit) {
    try {
      first.publish(commit);
    } catch (Throwable failure) {
      LOG.atError()
          .setCause(failure)
          .log("a change listener failed; the others receive the change");
    }
    for (Subscription subscription : subscriptions) {
      subscription.publish(commit);
    }
  }

  /// Delivers waiting changes for a limited time, and stops. The store may already be closed.
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
