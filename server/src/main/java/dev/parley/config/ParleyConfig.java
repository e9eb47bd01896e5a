package dev.parley.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every setting of Parley. `.env.example` explains each to the person who sets it.
///
/// @param dataFolder `DATA_DIR`: data on this machine outside of the store, such as the search
///   index
/// @param access the rules for access
/// @param production `NODE_ENV` is `production`
/// @param presence `PRESENCE_SECONDS`: the time for which a contact who wrote counts as online
/// @param changes the limits of the changes that are kept for disconnected clients
/// @param retention `RETENTION_DAYS`: the time for which messages are kept; null: forever
/// @param media the place of files, and how clients get them
/// @param unprocessed the limits for unprocessed webhook bodies
/// @param hooks how outgoing webhooks are delivered
/// @param warnings a sentence for each setting that is probably a mistake, for the log of a server
public record ParleyConfig(
    Http http,
    StoreConfig store,
    Path dataFolder,
    Access access,
    WhatsApp whatsApp,
    Log log,
    boolean production,
    Duration presence,
    @Nullable Duration retention,
    Changes changes,
    Media media,
    Unprocessed unprocessed,
    Hooks hooks,
    List<String> warnings) {
  public ParleyConfig {
    warnings = List.copyOf(warnings);
  }

  /// The settings for clients that call Parley.
  ///
  /// @param host `HOST`: the address to listen on
  /// @param port `PORT`; 0 lets the system choose
  /// @param origins `CORS_ORIGINS`: the pages that may call Parley
  /// @param publicUrl `PUBLIC_URL`, without a slash at its end; null: it is not set
  /// @param hosts `ALLOWED_HOSTS`, `PUBLIC_URL`: the names under which Parley answers
  /// @param bodyLimit `BODY_LIMIT`: the maximum size of a request's body in bytes
  /// @param requestTimeout `REQUEST_TIMEOUT_SECONDS`: the time that a request may take to arrive,
  ///   and again to be answered
  /// @param chatsDefault `CHATS_DEFAULT`: the number of chats in a list if the request has no limit
  /// @param messagesDefault `MESSAGES_DEFAULT`: the number of messages of each chat in such a list
  public record Http(
      String host,
      int port,
      AllowedOrigins origins,
      @Nullable URI publicUrl,
      AllowedHosts hosts,
      int bodyLimit,
      Duration requestTimeout,
      int chatsDefault,
      int messagesDefault) {
    /// The address at which clients reach Parley, as far as it is known.
    public String address() {
      return publicUrl == null ? "http://localhost:" + port : publicUrl.toString();
    }

    /// Whether browsers reach Parley by HTTPS only, as `PUBLIC_URL` says.
    public boolean isHttps() {
      return publicUrl != null && "https".equals(publicUrl.getScheme());
    }
  }

  /// The rules for access.
  ///
  /// @param anonymous `ANONYMOUS`
  /// @param firstOwner `PARLEY_OWNER_EMAIL` and `PARLEY_OWNER_PASSWORD_FILE`: created if there is
  ///   no user yet; null: no owner is created
  /// @param proxies `TRUSTED_PROXIES`: proxies whose headers about the client's address are trusted
  /// @param limits the limits for one caller
  /// @param issuers `JWT_ISSUER` and the like, `JWT_ISSUERS_FILE`: other programs whose tokens let
  ///   callers in
  public record Access(
      Anonymous anonymous,
      @Nullable FirstOwner firstOwner,
      Networks proxies,
      Limits limits,
      List<TokenIssuer> issuers) {
    public Access {
      issuers = List.copyOf(issuers);
    }
  }

  /// The limits for a caller that has a credential, or comes from another machine; 0: no limit.
  ///
  /// @param requests `RATE_LIMIT_API`: requests a second
  /// @param messages `RATE_LIMIT_SEND`: messages sent a second
  /// @param sockets `RATE_LIMIT_SOCKETS`: connections over Socket.IO at once
  public record Limits(int requests, int messages, int sockets) {}

  /// The permissions of callers without a credential.
  public enum Anonymous {
    /// Nothing.
    NONE,
    /// Everything, if they are on this machine.
    LOCAL,
    /// Everything.
    ALL,
    /// As `LOCAL` until there is a user, then as `NONE`.
    UNSET
  }

  /// The first owner, for installations where nobody can open a link.
  public record FirstOwner(String email, Secret password) {}

  /// The limits of the log of changes: it is kept until the first of them is reached.
  ///
  /// @param age `CHANGES_DAYS`
  /// @param count `CHANGES_KEPT`
  public record Changes(Duration age, int count) {}

  /// The place of files, and how clients get them.
  ///
  /// @param place `MEDIA_STORE`: their place; null: in the MongoDB database, by GridFS
  /// @param retention `MEDIA_RETENTION_DAYS`: the time for which files are kept; null: forever
  /// @param hosts `MEDIA_HOSTS`: the hosts to which Parley may send the access token when it
  ///   fetches a file
  /// @param baseUrl `MEDIA_BASE_URL`: the beginning of links to files, without a slash at its end;
  ///   null: the same as for all other links
  public record Media(
      @Nullable FilePlace place,
      @Nullable Duration retention,
      List<String> hosts,
      @Nullable URI baseUrl) {
    public Media {
      hosts = List.copyOf(hosts);
    }
  }

  /// The settings for the calls between Meta and Parley.
  ///
  /// @param verifyToken `WEBHOOK_VERIFY_TOKEN`
  /// @param appSecrets `WHATSAPP_APP_SECRET`: the secrets with which webhooks may be signed; empty:
  ///   signatures are not checked
  /// @param phoneNumberIds `PHONE_NUMBER_ID`: WhatsApp's ids of the business's numbers, the first
  ///   is used if a request names none; empty: the numbers are unknown
  /// @param account the account for sending; null: a demonstration, nothing is sent
  /// @param businessAccountId `BUSINESS_ACCOUNT_ID`
  /// @param graphUrl `GRAPH_API_URL`, without a slash at its end
  /// @param graphVersion `GRAPH_API_VERSION`, for example `v25.0`
  /// @param sending how messages are sent, if there is an account
  public record WhatsApp(
      @Nullable Secret verifyToken,
      List<Secret> appSecrets,
      List<String> phoneNumberIds,
      @Nullable Account account,
      @Nullable String businessAccountId,
      URI graphUrl,
      String graphVersion,
      Sending sending) {
    public WhatsApp {
      appSecrets = List.copyOf(appSecrets);
      phoneNumberIds = List.copyOf(phoneNumberIds);
    }
  }

  /// The limits for unprocessed webhook bodies. The oldest are removed first, routine bodies before
  /// those that need attention.
  ///
  /// @param bytes `UNPROCESSED_LIMIT`: the maximum size of all of them in bytes; routine ones take
  ///   at most a quarter of it
  /// @param age `UNPROCESSED_DAYS`: the time for which bodies that need attention are kept
  /// @param routineAge `UNPROCESSED_ROUTINE_DAYS`: the time for which routine bodies are kept
  public record Unprocessed(int bytes, Duration age, Duration routineAge) {}

  /// The settings for delivering outgoing webhooks.
  ///
  /// @param allowPrivate `HOOKS_ALLOW_PRIVATE`: receivers may be on this machine and in its network
  /// @param answer `HOOKS_TIMEOUT_SECONDS`: the time to wait for a receiver's answer
  /// @param retry `HOOKS_RETRY_MILLIS`: the pause after the first failure
  /// @param patience `HOOKS_RETRY_HOURS`: the time after which a failing event turns its hook off
  public record Hooks(boolean allowPrivate, Duration answer, Duration retry, Duration patience) {}

  /// The settings for sending messages.
  ///
  /// @param perSecond `SEND_PER_SECOND`: the maximum number of messages a second from one number,
  ///   for each process; 0: as many as WhatsApp allows
  /// @param answer `SEND_TIMEOUT_SECONDS`: the time to wait for WhatsApp's answer
  /// @param patience `SEND_UNCERTAIN_SECONDS`: the time to wait for WhatsApp to report whether it
  ///   has a message
  /// @param resend `SEND_UNCERTAIN` is `resend`: whether it is sent again after that; otherwise it
  ///   fails
  /// @param age `SEND_MAX_AGE_HOURS`: a message older than this is not sent any more
  /// @param receipts `SEND_READ_RECEIPTS`: customers see that their messages were read
  public record Sending(
      int perSecond,
      Duration answer,
      Duration patience,
      boolean resend,
      Duration age,
      boolean receipts) {}

  /// The numbers that send messages: `WHATSAPP_ACCESS_TOKEN` and `PHONE_NUMBER_ID`.
  ///
  /// @param phoneNumberIds one or more ids, as in [WhatsApp]
  public record Account(Secret accessToken, List<String> phoneNumberIds) {
    public Account {
      phoneNumberIds = List.copyOf(phoneNumberIds);
    }
  }

  /// The settings of the log.
  public record Log(Level level, Format format) {
    /// `LOG_LEVEL`: the least severe level that is shown.
    public enum Level {
      ERROR,
      WARN,
      INFO,
      DEBUG,
      TRACE
    }

    /// `LOG_FORMAT`: lines for people, or one JSON object a line.
    public enum Format {
      TEXT,
      JSON
    }
  }

  /// Reads the settings.
  ///
  /// @param environment the environment, which overrides the file
  /// @param folder the folder with `.env`, which need not exist
  /// @throws InvalidConfig with all faults
  public static ParleyConfig load(Map<String, String> environment, Path folder) {
    return Settings.read(environment, folder);
  }

  /// Reads the place of the embedded store and the configured MongoDB, regardless of which one a
  /// server uses. Parameters and errors as in [#load].
  public static StoreConfig.Both stores(Map<String, String> environment, Path folder) {
    return Settings.readStores(environment, folder);
  }
}
