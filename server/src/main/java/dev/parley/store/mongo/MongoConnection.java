package dev.parley.store.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.parley.chat.Refusal;
import dev.parley.chat.StoreOpenException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client for the MongoDB server in `MONGODB_URI`. Creating it does not connect.
///
/// It sets defaults for options that the URI leaves open: writes wait for the journal of a
/// majority, the driver searches a server for 5 seconds, and no call takes longer than 10 seconds.
/// Reads always go to the primary: other servers may lack data that was already acknowledged.
record MongoConnection(MongoClient client, MongoDatabase database) {
  /// The name of the database if the URI has none, as in the Node driver and Mongoose.
  static final String DATABASE = "test";

  /// The name that an earlier version of Parley used if the URI has none.
  private static final String EARLIER = "whatsapp";

  private static final Logger LOG = LoggerFactory.getLogger(MongoChatStore.class);

  private static final Duration SELECTION = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(10);

  /// @throws StoreOpenException when the URI cannot be read
  static MongoConnection to(String uri) {
    return to(uri, null);
  }

  /// @param listener is notified of every command, for tests
  static MongoConnection to(String uri, com.mongodb.event.@Nullable CommandListener listener) {
    try {
      ConnectionString parsed = new ConnectionString(uri);
      String named = parsed.getDatabase();
      String name = named == null ? DATABASE : named;
      MongoNamespace.checkDatabaseNameValidity(name); // before there is a client to close
      MongoClient client = MongoClients.create(settings(parsed, listener));
      return new MongoConnection(client, client.getDatabase(name));
    } catch (MongoConfigurationException unknown) {
      throw new StoreOpenException(
          "the host of MONGODB_URI cannot be looked up: mongodb+srv:// asks the DNS for it, so"
              + " check its name and the network");
    } catch (IllegalArgumentException unreadable) {
      // its message may quote the password
      throw new StoreOpenException(
          "MONGODB_URI cannot be read: it must look like"
              + " mongodb://user:password@host:27017/whatsapp, with : / ? # [ ] @ % in user and"
              + " password percent-encoded");
    }
  }

  /// Opens a resource on a connection, and closes the connection if that fails in any way.
  ///
  /// @throws StoreOpenException with a message for the person who starts it
  static <T> T opening(
      String uri,
      com.mongodb.event.@Nullable CommandListener listener,
      Function<MongoConnection, T> opened) {
    MongoConnection connection = to(uri, listener);
    boolean done = false;
    if (new ConnectionString(uri).getDatabase() == null) {
      connection = connection.orEarlier();
    }
    try {
      T result = opened.apply(connection);
      done = true;
      return result;
    } catch (MongoException e) {
      throw new StoreOpenException(MongoErrors.sentence(e));
    } catch (Damage e) {
      throw new StoreOpenException(
          e.getMessage() + " (its _id is " + e.key() + "): repair or remove it");
    } catch (Refusal e) {
      throw new StoreOpenException(e.sentence());
    } finally {
      if (!done) {
        connection.client.close();
      }
    }
  }

  /// The connection to use if the URI names no database: to the database in which an earlier
  /// version of Parley kept its chats, if only that one has any; otherwise this connection.
  private MongoConnection orEarlier() {
    try {
      MongoDatabase earlier = client.getDatabase(EARLIER);
      if (!has(earlier, Journal.COLLECTION)) {
        return this;
      }
      if (has(database, Journal.COLLECTION) || has(database, MessageDocument.COLLECTION)) {
        LOG.atWarn()
            .addKeyValue("database", DATABASE)
            .addKeyValue("other", EARLIER)
            .log("MONGODB_URI names no database, and two have chats: add the right name");
        return this;
      }
      LOG.atWarn()
          .addKeyValue("database", EARLIER)
          .log(
              "MONGODB_URI names no database: add the name of the one that an earlier Parley used");
      return new MongoConnection(client, earlier);
    } catch (MongoException unavailable) {
      LOG.atDebug().setCause(unavailable).log("the databases are not known yet");
      return this;
    }
  }

  private static boolean has(MongoDatabase database, String collection) {
    return database.getCollection(collection).find().limit(1).first() != null;
  }

  private static MongoClientSettings settings(
      ConnectionString uri, com.mongodb.event.@Nullable CommandListener listener) {
    MongoClientSettings.Builder settings =
        MongoClientSettings.builder()
            .applyConnectionString(uri)
            .readPreference(ReadPreference.primary());
    if (uri.getApplicationName() == null) {
      settings.applicationName("Parley");
    }
    if (uri.getWriteConcern() == null) {
      settings.writeConcern(WriteConcern.MAJORITY.withJournal(true));
    }
    if (uri.getServerSelectionTimeout() == null) {
      settings.applyToClusterSettings(
          it -> it.serverSelectionTimeout(SELECTION.toMillis(), TimeUnit.MILLISECONDS));
    }
    if (uri.getConnectTimeout() == null) {
      settings.applyToSocketSettings(
          it -> it.connectTimeout(SELECTION.toMillis(), TimeUnit.MILLISECONDS));
    }
    if (uri.getTimeout() == null) {
      settings.timeout(CALL.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (listener != null) {
      settings.addCommandListener(listener);
    }
    return settings.build();
  }
}
