package dev.parley.store.mongo;

import com.mongodb.client.MongoDatabase;
import dev.parley.chat.ChatFeed;
import dev.parley.chat.StoreListener;
import dev.parley.store.Priority;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// An open MongoDB database, which other Parley servers may have open as well: the connection, the
/// one writer of this process, the maintenance, and the condition. Its data belongs to the ports on
/// it, such as [MongoChatStore]: each port has its own collections ([StoredKinds]), and the writes
/// of several ports in one step are committed together. Safe for use by many threads.
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

  /// Opens the database of a connection. If MongoDB is unreachable, the database still opens, and
  /// works as soon as MongoDB does. If opening fails, the connection stays open.
  ///
  /// @param feed receives every change after its commit
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
  /// @param wanted the rows that the step will need
  /// @throws dev.parley.chat.Refusal if it cannot be stored
  <T> T commit(ExpectedReads wanted, Writer.Step<T> step) {
    return commit(Priority.NORMAL, wanted, step);
  }

  /// Like [#commit(ExpectedReads, Writer.Step)], with a priority.
  <T> T commit(Priority priority, ExpectedReads wanted, Writer.Step<T> step) {
    return writer.commit(priority, wanted, step);
  }

  /// The number of steps that wait.
  int waiting() {
    return writer.commits().waiting();
  }

  /// The age of the oldest step without an answer; zero if there is none.
  Duration oldestWaiting() {
    return writer.commits().oldestWaiting();
  }

  /// The fault, in a sentence for operators; null if there is none.
  @Nullable String fault() {
    return condition.fault();
  }

  /// Closes the writer once all waiting steps are committed.
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
