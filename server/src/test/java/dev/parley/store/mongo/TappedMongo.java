package dev.parley.store.mongo;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// A server of the MongoDB protocol in this process that says it is the only member of a replica
/// set, so that the driver repeats writes whose answer got lost. Tests see every command, and may
/// answer it themselves. Safe for use by many threads.
public final class TappedMongo implements AutoCloseable {
  private static final String SET = "rs";

  static {
    TestMongo.silence();
  }

  private final Backend backend = new Backend();
  private final MongoServer server = new MongoServer(backend);
  private final String uri;
  private volatile Tap tap = (_, _, server) -> server.get();

  /// Decides how a command is answered.
  public interface Tap {
    /// Called for one command after the other.
    ///
    /// @param name the name of the command
    /// @param server executes the command, and returns the answer
    Document answer(String name, Document command, Supplier<Document> server);
  }

  public TappedMongo() {
    uri = server.bindAndGetConnectionString() + "/x?replicaSet=" + SET;
  }

  /// The value for `MONGODB_URI`.
  public String uri() {
    return uri;
  }

  /// Lets `newTap` answer commands from now on.
  public void tap(Tap newTap) {
    tap = newTap;
  }

  /// An error in the server's format.
  public static RuntimeException error(int code, String name) {
    return new MongoServerError(code, name, "by the test");
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Backend extends MemoryBackend {
    /// The answers to writes that may be repeated, by session and number.
    private final Map<List<Object>, Document> answered = new ConcurrentHashMap<>();

    @Override
    public Document handleCommand(
        Channel channel, String database, String command, Document arguments) {
      if (command.equalsIgnoreCase("ismaster")) {
        return hello(super.handleCommand(channel, database, command, arguments));
      }
      if (command.equalsIgnoreCase("endSessions")) {
        return new Document("ok", 1.0);
      }
      synchronized (this) {
        return tap.answer(
            command,
            arguments,
            () ->
                once(
                    arguments,
                    () ->
                        super.handleCommand(channel, database, command, arguments).cloneDeeply()));
      }
    }

    private Document once(Document arguments, Supplier<Document> server) {
      Object number = arguments.get("txnNumber");
      if (number == null) {
        return server.get();
      }
      return answered.computeIfAbsent(List.of(arguments.get("lsid"), number), _ -> server.get());
    }

    private Document hello(Document plain) {
      String me =
          server.getLocalAddress().getHostString() + ":" + server.getLocalAddress().getPort();
      return plain
          .append("setName", SET)
          .append("setVersion", 1)
          .append("hosts", List.of(me))
          .append("me", me)
          .append("primary", me)
          .append("secondary", false)
          .append("logicalSessionTimeoutMinutes", 30);
    }
  }
}
