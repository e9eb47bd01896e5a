package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.StoreListener;
import dev.parley.store.Priority;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A MongoDB database that is open, which other Parleys may have open as well: the connection to
/// it, the one writer of this process, what is done beside the steps, and the condition of all
/// that. What is kept in it is the business of the ports on it, of which [MongoChatStore] is the
/// first: each has its own collections ([StoredKinds]), and what several of them write in one step
/// is committed together. Safe for use by many threads.
final class SharedDatabase implements AutoCloseable {
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(6);

  private final MongoConnection connection;
  private final DatabaseCondition condition;
  private final DatabaseMonitor monitor;
  private final Writer writer;
  private final MongoMaintenance maintenance;

  private SharedDatabase(
      MongoConnection connection,
      DatabaseCondition condition,
      DatabaseMonitor monitor,
      Writer writer,
      MongoMaintenance maintenance) {
    this.connection = connection;
    this.condition = condition;
    this.monitor = monitor;
    this.writer = writer;
    this.maintenance = maintenance;
  }

  /// Opens the database of a connection. Where MongoDB is not there, it opens all the same, and
  /// works as soon as MongoDB does. Where opening fails, the connection stays open.
  ///
  /// @param feed hears of every change after its commit
  static SharedDatabase open(MongoConnection connection, ChatFeed feed, StoreListener listener) {
    Deque<Runnable> begun = new ArrayDeque<>();
    try {
      MongoDatabase database = connection.database();
      DatabaseCondition condition = new DatabaseCondition();
      Identity identity = new Identity();
      DatabaseMonitor monitor = new DatabaseMonitor(database, identity, condition);
      begun.push(monitor::close);
      monitor.awaitFirst(FIRST_ANSWER);
      Writer writer = new Writer(database, identity, feed, listener, condition);
      begun.push(writer::close);
      writer.awaitFirst(FIRST_ANSWER);
      MongoMaintenance maintenance = new MongoMaintenance(database, writer, condition);
      begun.push(maintenance::close);
      return new SharedDatabase(connection, condition, monitor, writer, maintenance);
    } catch (Throwable failure) {
      begun.forEach(Runnable::run);
      throw failure;
    }
  }

  MongoConnection connection() {
    return connection;
  }

  /// Waits until `step` is on disk.
  ///
  /// @param wanted what the step will ask for
  /// @throws dev.parley.chat.Refusal when it cannot be
  <T> T commit(ExpectedReads wanted, Writer.Step<T> step) {
    return commit(Priority.NORMAL, wanted, step);
  }

  /// As [#commit(Wanted, Writer.Step)], with steps of the given priority.
  <T> T commit(Priority priority, ExpectedReads wanted, Writer.Step<T> step) {
    return writer.commit(priority, wanted, step);
  }

  /// The number of steps that wait.
  int waiting() {
    return writer.commits().waiting();
  }

  /// The age of the oldest step that has no answer yet; zero when there is none.
  Duration oldestWaiting() {
    return writer.commits().oldestWaiting();
  }

  /// A sentence for operators; null when all is well.
  @Nullable String fault() {
    return condition.fault();
  }

  /// Ends once everything that waits is committed.
  @Override
  public void close() {
    try {
      maintenance.close();
      writer.close();
      monitor.close();
    } finally {
      connection.client().close();
    }
  }
}
