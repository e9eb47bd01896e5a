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

/// Passes every commit of the database to the feed, in order: the commits of this process, and
/// those that other processes made before or between them. Belongs to the writer's thread.
final class OrderedFeed {
  private static final int MISSED_AT_ONCE = 200;

  private static final Logger LOG = LoggerFactory.getLogger(OrderedFeed.class);

  private final ChangeLogRows log;
  private final ChatFeed feed;

  /// The position up to which the feed has received everything; null until it is known.
  private @Nullable StreamPosition told;

  OrderedFeed(ChangeLogRows log, ChatFeed feed) {
    this.log = log;
    this.feed = feed;
  }

  /// Starts at the current position of the database, unless it has started already.
  void begin() {
    if (told == null) {
      told = log.newest().position();
    }
  }

  /// Publishes a commit of this process, after earlier commits of other processes.
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

  /// Publishes the commits of other processes when this process has nothing to commit.
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

  /// Publishes the commits of other processes after the published ones.
  ///
  /// @param end the number of the first change that is not published here, because the caller
  ///   publishes it
  private void tellMissed(long end) {
    StreamPosition from = told;
    boolean more = from != null;
    while (more && from != null) {
      Optional<ChangeLog.Missed> page = new ChangeLog(log).missed(from, MISSED_AT_ONCE);
      if (page.isEmpty()) {
        told = log.newest().position(); // subscribers notice the gap
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

  /// Runs code of listeners: after a commit, its exceptions must not reach the callers.
  static void fenced(Runnable listener) {
    try {
      listener.run();
    } catch (Throwable e) {
      LOG.atError()
          .setCause(e)
          .log("a listener of the store failed; the stored data is not affected");
    }
  }
}
