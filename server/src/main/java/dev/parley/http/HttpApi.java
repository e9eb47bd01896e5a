package dev.parley.http;

import static dev.parley.access.Permission.ACCOUNT;
import static dev.parley.access.Permission.EDIT_CONTACTS;
import static dev.parley.access.Permission.MANAGE;
import static dev.parley.access.Permission.METRICS;
import static dev.parley.access.Permission.OPEN;
import static dev.parley.access.Permission.OWN;
import static dev.parley.access.Permission.READ;
import static dev.parley.access.Permission.SEND;

import dev.parley.access.Permission;
import dev.parley.accounts.Accounts;
import dev.parley.accounts.Directory;
import dev.parley.accounts.Tokens;
import dev.parley.api.FileLinks;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Conversations;
import dev.parley.chat.Failure;
import dev.parley.chat.OurNumbers;
import dev.parley.chat.Teamwork;
import dev.parley.config.ParleyConfig;
import dev.parley.doctor.Examination;
import dev.parley.erasure.Eraser;
import dev.parley.health.Watchdog;
import dev.parley.health.WatchedPart;
import dev.parley.hooks.Hooks;
import dev.parley.http.Routes.AcceptedBody;
import dev.parley.http.Routes.Route;
import dev.parley.limits.Cost;
import dev.parley.media.FilePreviews;
import dev.parley.media.MediaLibrary;
import dev.parley.media.VisibleFiles;
import dev.parley.offload.Offload;
import dev.parley.offload.WorkKind;
import dev.parley.samples.SampleCustomers;
import dev.parley.search.Search;
import dev.parley.templates.Templates;
import dev.parley.whatsapp.webhook.WebhookInbox;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The HTTP server: the table of routes, and a listener on every event loop. Its methods may be
/// called from any thread but an event loop.
public final class HttpApi {
  static final int MAX_LINE = 8 * 1024;
  static final int MAX_HEADERS = 16 * 1024;
  static final int MOST_HEADERS = 200;

  /// An event loop ticks many times a second. If it has not ticked for this long, it is stuck.
  private static final Duration STUCK = Duration.ofSeconds(5);

  private static final long MOST_CACHED = 16 * 1024 * 1024;

  private final List<HttpVerticle> listeners;
  private final Offload offload;
  private final String host;
  private final ListChats chats;

  /// The objects that the endpoints use.
  ///
  /// @param samples empty if sample data is not allowed
  public record Services(
      Conversations conversations,
      Teamwork teamwork,
      Templates templates,
      Files files,
      ChatStore store,
      Accounts accounts,
      Tokens tokens,
      Hooks hooks,
      Directory directory,
      WebhookInbox inbox,
      Search search,
      Optional<SampleCustomers> samples,
      Eraser eraser,
      OtherProtocol otherProtocol,
      RequestGuard guard,
      About about) {}

  /// Files, and the links that lead to them.
  public record Files(
      MediaLibrary library, VisibleFiles visible, SignedLinks links, FilePreviews previews) {}

  /// The sources of Parley's reports about itself.
  ///
  /// @param metrics Prometheus' text
  /// @param watchdog the parts that have to work; the event loops are added to them
  /// @param unsent the reason why nothing is sent to WhatsApp; empty if there is no problem, or if
  ///   Parley sends nothing
  /// @param hooksOff the outgoing webhooks that Parley turned off, by their ids, and why
  /// @param doctor examines the installation, and blocks meanwhile; empty when too many callers
  ///   wait
  /// @param account the reports of WhatsApp about the account
  public record About(
      Clock clock,
      String version,
      Supplier<String> metrics,
      Watchdog watchdog,
      Supplier<Map<String, Long>> behind,
      Supplier<Map<String, Failure>> unsent,
      Supplier<Map<String, String>> hooksOff,
      Supplier<Optional<Examination>> doctor,
      AccountNews account) {}

  private HttpApi(List<HttpVerticle> listeners, Offload offload, String host, ListChats chats) {
    this.listeners = listeners;
    this.offload = offload;
    this.host = host;
    this.chats = chats;
  }

  /// Starts to listen. When this returns, requests are answered.
  ///
  /// @throws ListenException when Parley cannot listen on the address
  public static HttpApi listen(
      Vertx vertx, ParleyConfig config, Offload offload, Services services, HttpListener listener) {
    long heap = Runtime.getRuntime().maxMemory();
    RenderedMessages rendered = new RenderedMessages(Math.min(heap / 8, MOST_CACHED));
    ParleyConfig.Http http = config.http();
    EventLoopServer.Shared shared =
        new EventLoopServer.Shared(
            http,
            new Cors(http.origins()),
            services.guard,
            new RequestIds(RandomGenerator.getDefault()),
            new BodyBudget(Math.max(heap / 8, 2L * http.bodyLimit())),
            new AnswerBudget(heap / 8),
            DownloadPace.ofThisMachine(),
            offload,
            new Routes(routes(services, config, rendered, listener)),
            services.otherProtocol,
            listener);
    List<HttpVerticle> listeners = new CopyOnWriteArrayList<>();
    Supplier<HttpVerticle> next =
        () -> {
          HttpVerticle one = new HttpVerticle(shared);
          listeners.add(one);
          return one;
        };
    try {
      vertx
          .deployVerticle(
              next,
              new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
          .await();
    } catch (Exception failure) { // Vert.x throws checked exceptions without declaring them
      throw new ListenException(http.host(), http.port(), failure);
    }
    for (HttpVerticle one : listeners) {
      services.about.watchdog.watch(
          new WatchedPart("event loop", STUCK, WatchedPart.Cure.RESTART, one::sinceTick));
    }
    ListChats chats = new ListChats(services.store, rendered, services.files.links, http);
    return new HttpApi(listeners, offload, http.host(), chats);
  }

  /// The address on which it listens.
  public int port() {
    return listeners.getFirst().port();
  }

  /// Loads the code for which the first visitor would have to wait. Blocks. Changes nothing, and
  /// ignores failures.
  public void warmUp() {
    WarmUp.run(host, port(), chats);
  }

  /// Stops: accepts no new connections, refuses new requests, and finishes the requests under way,
  /// for at most `grace`.
  public void close(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    List<Future<?>> stopping = new ArrayList<>();
    listeners.forEach(listener -> stopping.add(listener.shutdown(grace)));
    try {
      // Before the offload is drained: a request that is still being read will need it.
      Future.join(stopping).await(grace.toMillis(), TimeUnit.MILLISECONDS);
      offload.drain(Duration.ofNanos(deadline - System.nanoTime()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException late) {
      // Requests that are still running are cut off when Vert.x closes.
    }
  }

  static List<Route> routes(
      Services services, ParleyConfig config, RenderedMessages rendered, HttpListener listener) {
    ParleyConfig.WhatsApp whatsApp = config.whatsApp();
    ChatStore store = services.store;
    Conversations conversations = services.conversations;
    About about = services.about;
    FileLinks links = services.files.links;
    URI publicUrl = config.http().publicUrl();
    URI fileUrl = config.media().baseUrl();
    WebClient web = new WebClient(fileUrl == null ? publicUrl : fileUrl);
    SessionCookie cookie = new SessionCookie(config.http().isHttps());
    SignIns signIns = new SignIns(services.accounts, cookie);
    SecondFactorEndpoints factors = new SecondFactorEndpoints(services.accounts, cookie);
    TokenEndpoints tokens = new TokenEndpoints(services.tokens);
    UserEndpoints users =
        new UserEndpoints(
            services.accounts,
            secret ->
                (publicUrl == null ? "" : publicUrl.toString()) + "/setup#password=" + secret);
    HookEndpoints hooks = new HookEndpoints(services.hooks, services.accounts);
    Replies replies = new Replies(services.teamwork);
    Notes notes = new Notes(services.teamwork);
    SampleData samples = new SampleData(services.samples);
    SharedItems shared =
        new SharedItems(
            services.teamwork, services.directory::colleagues, services.directory::teams);
    Erasures erasures = new Erasures(services.eraser, services.accounts);
    return List.of(
        nonBlocking(
            "/health",
            OPEN,
            new Health(store, about, config.access().anonymous() == ParleyConfig.Anonymous.ALL)),
        nonBlocking("/health/live", OPEN, new HealthProbe(() -> !about.watchdog.needsRestart())),
        nonBlocking(
            "/health/ready", OPEN, new HealthProbe(() -> Health.isReady(store, about.watchdog))),
        get("/api/chats", READ, new ListChats(store, rendered, links, config.http())),
        get("/api/chats/:wa_id", READ, new ListMessages(store, links)),
        form(
            "PUT",
            "/api/chats/:wa_id",
            SEND,
            new UpdateChat(
                services.teamwork, services.directory::isUser, services.directory::isTeam, links)),
        get("/api/chats/:wa_id/digest", READ, new DigestChat(store)),
        form("POST", "/api/chats/:wa_id/notes", SEND, notes::add),
        form("PUT", "/api/chats/:wa_id/notes/:id", SEND, notes::change),
        delete("/api/chats/:wa_id/notes/:id", SEND, notes::remove),
        get("/api/sync", READ, new SyncChanges(store, links)),
        get("/api/search", READ, new FindMessages(services.search, store, links)),
        post("/api/search/reindex", MANAGE, AcceptedBody.ANYTHING, new Reindex(services.search)),
        post("/api/chats/:wa_id/read", SEND, AcceptedBody.ANYTHING, new MarkRead(conversations)),
        post(
            "/api/chats/:wa_id/typing", SEND, AcceptedBody.ANYTHING, new ShowTyping(conversations)),
        post(
            "/api/send",
            SEND,
            AcceptedBody.JSON_OR_FORM,
            new SendMessage(conversations, services.templates, services.files.visible, links)),
        post(
            "/api/messages/:id/retry",
            SEND,
            AcceptedBody.ANYTHING,
            new RetryMessage(conversations, links)),
        get("/api/messages/:id", READ, new GetMessage(store, links)),
        get("/api/messages/:id/thread", READ, new ShowThread(store, links)),
        post(
            "/api/media",
            SEND,
            AcceptedBody.ANYTHING,
            new UploadMedia(services.files.library, services.files.links)),
        get("/api/media/:id", READ, new ServeMedia(services.files, about.clock)),
        get("/api/templates", READ, new ListTemplates(services.templates)),
        post(
            "/api/templates/refresh",
            MANAGE,
            AcceptedBody.ANYTHING,
            new RefreshTemplates(services.templates)),
        get("/api/labels", READ, shared::labels),
        form("POST", "/api/labels", SEND, shared::addLabel),
        form("PUT", "/api/labels/:id", SEND, shared::changeLabel),
        delete("/api/labels/:id", SEND, shared::removeLabel),
        get("/api/replies", READ, replies::list),
        form("POST", "/api/replies", EDIT_CONTACTS, replies::add),
        form("PUT", "/api/replies/:id", EDIT_CONTACTS, replies::change),
        delete("/api/replies/:id", EDIT_CONTACTS, replies::remove),
        get("/api/colleagues", READ, shared::colleagues),
        get("/api/teams", READ, shared::teams),
        get("/api/contacts", READ, new ListContacts(store)),
        post(
            "/api/contacts",
            EDIT_CONTACTS,
            AcceptedBody.JSON_OR_FORM,
            new SaveContact(conversations)),
        delete("/api/contacts/:wa_id", OWN, erasures::erase),
        get("/api/erasures", OWN, erasures::list),
        get("/api/erasures/:id", OWN, erasures::find),
        nonBlocking("/webhook", OPEN, new VerifyWebhook(whatsApp.verifyToken())),
        post(
            "/webhook",
            OPEN,
            AcceptedBody.ANYTHING,
            new ReceiveWebhook(
                services.inbox, whatsApp.appSecrets(), services.hooks.calls(), listener)),
        get("/", OPEN, web::page),
        get("/login", OPEN, web::page),
        get("/c/:wa_id", OPEN, web::page),
        get("/c/:wa_id/m/:id", OPEN, web::page),
        get("/settings", OPEN, web::page),
        get("/settings/:page", OPEN, web::page),
        get("/assets/:file", OPEN, WebClient::file),
        get("/docs", OPEN, Docs::page),
        get("/docs/events", OPEN, Docs::eventsPage),
        get("/docs/:file", OPEN, Docs::file),
        get("/openapi.yaml", OPEN, Docs::rest),
        get("/asyncapi.yaml", OPEN, Docs::events),
        form("POST", "/api/login", OPEN, signIns::logIn),
        form("POST", "/api/setup", OPEN, signIns::setUp),
        form("POST", "/api/password", OPEN, signIns::setPassword),
        form("POST", "/api/auth/token", OPEN, tokens::issue),
        get("/.well-known/jwks.json", OPEN, tokens::keys),
        post("/api/logout", OPEN, AcceptedBody.ANYTHING, writing(signIns::logOut)),
        get("/api/me", ACCOUNT, signIns::me),
        form("PUT", "/api/me", ACCOUNT, signIns::changeMe),
        get("/api/me/second-factor", ACCOUNT, factors::state),
        form("POST", "/api/me/second-factor", ACCOUNT, factors::enrol),
        form("PUT", "/api/me/second-factor", ACCOUNT, factors::confirm),
        form("DELETE", "/api/me/second-factor", ACCOUNT, factors::remove),
        get("/api/sessions", ACCOUNT, signIns::sessions),
        delete("/api/sessions/:id", ACCOUNT, signIns::endSession),
        get("/api/users", MANAGE, users::users),
        form("POST", "/api/users", MANAGE, users::addUser),
        form("PUT", "/api/users/:id", MANAGE, users::changeUser),
        delete("/api/users/:id", MANAGE, users::removeUser),
        post(
            "/api/users/:id/password",
            MANAGE,
            AcceptedBody.ANYTHING,
            writing(users::resetPassword)),
        delete("/api/users/:id/second-factor", OWN, factors::removeOf),
        get("/api/keys", ACCOUNT, users::keys),
        form("POST", "/api/keys", ACCOUNT, users::addKey),
        delete("/api/keys/:id", ACCOUNT, users::removeKey),
        get("/api/hooks", MANAGE, hooks::list),
        form("POST", "/api/hooks", MANAGE, hooks::add),
        form("PUT", "/api/hooks/:id", MANAGE, hooks::change),
        delete("/api/hooks/:id", MANAGE, hooks::remove),
        get("/api/hooks/:id/deliveries", MANAGE, hooks::deliveries),
        form("POST", "/api/hooks/:id/replay", MANAGE, hooks::replay),
        get("/setup", OPEN, web::setup),
        get("/api/stats", MANAGE, new ShowStatistics(store, about.clock)),
        get("/api/audit", MANAGE, new ListAudit(services.accounts)),
        post(
            "/v:version/:phone_number_id/messages",
            SEND,
            AcceptedBody.JSON_OR_FORM,
            new MetaMessages(
                conversations,
                new OurNumbers(whatsApp.phoneNumberIds()),
                services.templates,
                services.files.visible)),
        post(
            "/v:version/:phone_number_id/media",
            SEND,
            AcceptedBody.ANYTHING,
            new MetaUpload(services.files.library, new OurNumbers(whatsApp.phoneNumberIds()))),
        get("/v:version/:media_id", READ, new MetaMedia(services.files)),
        get("/api/samples", READ, samples::state),
        post("/api/samples", MANAGE, AcceptedBody.ANYTHING, writing(samples::fill)),
        post("/api/samples/customers", MANAGE, AcceptedBody.ANYTHING, writing(samples::start)),
        get("/api/doctor", MANAGE, new Examine(about.doctor)),
        get("/metrics", METRICS, _ -> metrics(about)));
  }

  private static Response metrics(About about) {
    return Response.text("text/plain; version=0.0.4; charset=utf-8", about.metrics.get());
  }

  private static Route nonBlocking(String path, Permission needs, NonBlockingEndpoint endpoint) {
    return new Route("GET", path, needs, AcceptedBody.ANYTHING, endpoint);
  }

  private static Route get(String path, Permission needs, Endpoint endpoint) {
    return new Route("GET", path, needs, AcceptedBody.ANYTHING, endpoint);
  }

  private static Route form(String method, String path, Permission needs, Endpoint endpoint) {
    return new Route(method, path, needs, AcceptedBody.JSON_OR_FORM, writing(endpoint));
  }

  private static Route delete(String path, Permission needs, Endpoint endpoint) {
    return new Route("DELETE", path, needs, AcceptedBody.ANYTHING, writing(endpoint));
  }

  /// The same endpoint, marked as one that writes to the store.
  private static Endpoint writing(Endpoint endpoint) {
    return new Endpoint() {
      @Override
      public Response handle(Request request) {
        return endpoint.handle(request);
      }

      @Override
      public WorkKind work(Request request) {
        return WorkKind.WRITE;
      }

      @Override
      public Cost cost() {
        return endpoint.cost();
      }
    };
  }

  private static Route post(String path, Permission needs, AcceptedBody takes, Endpoint endpoint) {
    return new Route("POST", path, needs, takes, endpoint);
  }
}
