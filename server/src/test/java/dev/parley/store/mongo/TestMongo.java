package dev.parley.store.mongo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A separate database on the MongoDB in `PARLEY_TEST_MONGODB_URI`, dropped when this object is
/// closed. If the variable is not set, the database is on a server in this process, one for all
/// tests, that speaks MongoDB's protocol and keeps everything in memory.
///
/// The server in this process differs from MongoDB. It knows no journal and no transactions, and
/// acknowledges every write concern immediately. It makes unique indexes only, without their
/// partial filter, and answers most queries by reading the whole collection. It runs one command at
/// a time, see [OneAtATime].
public final class TestMongo implements AutoCloseable {
  private static final @Nullable String REAL = System.getenv("PARLEY_TEST_MONGODB_URI");

  private final String uri;
  private final MongoClient client;
  private final String name = "parley_test_" + UUID.randomUUID().toString().replace("-", "");

  static {
    silence();
  }

  /// Turns off the server's log, which would name every index that it does not create, and every
  /// command that a test lets fail.
  static void silence() {
    if (LoggerFactory.getLogger("de.bwaldvogel") instanceof Logger logger) {
      logger.setLevel(Level.OFF);
    }
  }

  public TestMongo() {
    uri = REAL == null ? InThisProcess.ADDRESS + "/" + name : withDatabase(REAL, name);
    client = MongoClients.create(uri);
  }

  private static String withDatabase(String uri, String name) {
    int hosts = uri.indexOf("://") + 3;
    int path = uri.indexOf('/', hosts);
    int options = uri.indexOf('?', hosts);
    String before =
        path > 0 ? uri.substring(0, path) : options > 0 ? uri.substring(0, options) : uri;
    return before + "/" + name + (options > 0 ? uri.substring(options) : "");
  }

  /// The value for `MONGODB_URI`.
  public String uri() {
    return uri;
  }

  /// Whether this is MongoDB itself.
  public static boolean isReal() {
    return REAL != null;
  }

  /// The database, for reading its documents, and for writing to it like another program.
  public MongoDatabase database() {
    return client.getDatabase(String.valueOf(new ConnectionString(uri).getDatabase()));
  }

  /// The name of the database server, for output.
  public static String kind() {
    return REAL == null ? "mongo-java-server" : "MongoDB";
  }

  @Override
  public void close() {
    client.getDatabase(name).drop();
    client.close();
  }

  /// The server in this process; it starts when it is first used.
  private static final class InThisProcess {
    private static final String ADDRESS =
        new MongoServer(new OneAtATime()).bindAndGetConnectionString();
  }
}
