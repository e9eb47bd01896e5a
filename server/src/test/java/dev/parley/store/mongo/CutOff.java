package dev.parley.store.mongo;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A server of the MongoDB protocol that ignores all commands after a certain one, as if their
/// sender had been killed before. Safe for use by many threads.
final class CutOff extends OneAtATime {
  static {
    TestMongo.silence();
  }

  /// The commands that steps consist of.
  private static final Set<String> COUNTED =
      Set.of("find", "update", "insert", "delete", "findAndModify");

  private static final int INTERNAL_ERROR = 1;

  private long left = Long.MAX_VALUE;
  private boolean doesTheLast;
  private CompletableFuture<Boolean> cut = new CompletableFuture<>();

  /// Lets a number of further commands pass.
  ///
  /// @param doTheLast whether the command after them is executed, without an answer
  synchronized void after(long commands, boolean doTheLast) {
    left = commands;
    doesTheLast = doTheLast;
    cut = new CompletableFuture<>();
  }

  /// Lets everything through again.
  synchronized void mend() {
    left = Long.MAX_VALUE;
  }

  /// Completed once a command is refused.
  synchronized CompletableFuture<Boolean> cut() {
    return cut;
  }

  @Override
  public synchronized Document handleMessage(MongoMessage message) {
    String command = message.getDocument().keySet().iterator().next();
    if (COUNTED.contains(command)) {
      boolean last;
      left--;
      if (left >= 0) {
        last = false;
      } else {
        last = left == -1 && doesTheLast;
        cut.complete(true);
        if (!last) {
          throw new MongoServerError(INTERNAL_ERROR, "InternalError", "cut off");
        }
      }
      if (last) {
        super.handleMessage(message);
        throw new MongoServerError(INTERNAL_ERROR, "InternalError", "cut off");
      }
    }
    return super.handleMessage(message);
  }

  /// A URI of `database` at `server`.
  static String uri(String server, String database) {
    return server + "/" + database;
  }
}
