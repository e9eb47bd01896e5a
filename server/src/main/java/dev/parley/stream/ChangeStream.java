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

/// Hands every commit of a store to those who subscribed, each by a thread of its own: one that
/// fails, hangs or falls behind slows down neither the store nor another one. Who falls behind
/// reads what they missed from the store.
///
/// Made before the store, which tells it what changed. Safe for use by many threads.
public final class ChangeStream implements ChatFeed, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);

  /// The changes of some seconds at full speed.
  private static final long FAR_BEHIND = 20_000;

  private final ChatFeed first;
  private final Subscription.Limits limits;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /// @param first is told on the store's own thread, before all others: for what counts, and takes
  ///   no time
  public ChangeStream(ChatFeed first) {
    this(first, Subscription.Limits.DEFAULTS);
  }

  ChangeStream(ChatFeed first, Subscription.Limits limits) {
    this.first = first;
    this.limits = limits;
  }

  /// From now on `subscriber` is told every change after the place at which the store is now.
  ///
  /// @param name for the log and for health checks, for example `realtime`
  /// @param history the store that tells this its changes
  /// @throws dev.parley.chat.Refusal when the store cannot be read
  public Subscription subscribe(String name, ChatHistory history, Subscriber subscriber) {
    Subscription subscription = new Subscription(name, history, subscriber, limits);
    subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  /// As [#subscribe(String, ChatHistory, Subscriber)], but `subscriber` first hears every change
  /// after an earlier place, from the log: a durable subscriber, which keeps its place in a
  /// [Cursor].
  ///
  /// @param from where it stopped; when the log does not know it any more, the subscriber starts
  ///   over
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

  /// The subscribers that were not told yet what the store holds, and how many changes each lacks;
  /// without those that lack a few, as is usual while much is stored. Does not wait.
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
      LOG.atError().setCause(failure).log("a change listener failed; the others hear the change");
    }
    for (Subscription subscription : subscriptions) {
      subscription.publish(commit);
    }
  }

  /// Tells what waits, for a limited time, and stops. The store may be closed by then.
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
