package dev.parley.store.mongo;

import com.mongodb.MongoException;
import dev.parley.chat.ChangeLog;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.Commit;
import dev.parley.chat.Refusal;
import dev.parley.chat.StreamPosition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the feed every commit of the database in their one order: those of this process, and those
/// that other processes made before or between them. Belongs to the writer's thread.
final class OrderedFeed {
  private static final int MISSED_AT_ONCE = 200;

  private static final Logger LOG = LoggerFactory.getLogger(OrderedFeed.class);

  private final Log log;
  private final ChatFeed feed;

  /// The place up to which the feed was told everything; null until it is known.
  private @Nullable StreamPosition told;

  OrderedFeed(Log log, ChatFeed feed) {
    this.log = log;
    this.feed = feed;
  }

  /// Begins at the place at which the database is now, unless it has begun.
  void begin() {
    if (told == null) {
      told = log.newest().position();
    }
  }

  /// Tells a commit of ours, and before it what others committed.
  ///
  /// @param commit null: nothing was changed
  void tell(@Nullable Commit commit) {
    if (commit == null) {
      return;
    }
    StreamPosition before = told;
    if (before != null && commit.first() != before.number() + 1) {
      fenced(() -> tellMissed(commit.first()));
    }
    publish(commit);
  }

  /// Tells what other processes committed, when there is nothing to do for our own callers.
  void followOthers() {
    StreamPosition before = told;
    if (before == null) {
      return;
    }
    try {
      if (log.newest().last() != before.number()) {
        tellMissed(Long.MAX_VALUE);
      }
    } catch (MongoException | Refusal | Damage unavailable) {
      LOG.atDebug().setCause(unavailable).log("the log of changes cannot be read now");
    }
  }

  /// Tells the commits of others after those that were told.
  ///
  /// @param end the number of a change that is told otherwise, and all after it
  private void tellMissed(long end) {
    StreamPosition from = told;
    boolean more = from != null;
    while (more && from != null) {
      Optional<ChangeLog.Missed> page = new ChangeLog(log).missed(from, MISSED_AT_ONCE);
      if (page.isEmpty()) {
        told = log.newest().position(); // who follows notices the gap
        return;
      }
      for (Commit commit : page.get().commits()) {
        if (commit.first() >= end) {
          return;
        }
        publish(commit);
      }
      from = page.get().position();
      told = from;
      more = page.get().more() && from.number() < end;
    }
  }

  private void publish(Commit commit) {
    told = commit.at(commit.changes().size() - 1);
    fenced(() -> feed.publish(commit));
  }

  /// Runs what belongs to others: after a commit nothing of it may reach the callers.
  static void fenced(Runnable listener) {
    try {
      listener.run();
    } catch (Throwable e) {
      LOG.atError().setCause(e).log("a listener of the store failed; what was stored stays stored");
    }
  }
}
