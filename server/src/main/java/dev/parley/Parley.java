package dev.parley;

import dev.parley.access.Principal;
import dev.parley.accounts.Accounts;
import dev.parley.accounts.Directory;
import dev.parley.accounts.LinkSigner;
import dev.parley.accounts.Tokens;
import dev.parley.authentication.Authenticator;
import dev.parley.authentication.Callers;
import dev.parley.chat.ChatStore;
import dev.parley.chat.Conversations;
import dev.parley.chat.Failure;
import dev.parley.chat.Ingested;
import dev.parley.chat.Line;
import dev.parley.chat.OurNumbers;
import dev.parley.chat.StoreOpenException;
import dev.parley.chat.Teamwork;
import dev.parley.chat.WaId;
import dev.parley.config.FilePlace;
import dev.parley.config.ParleyConfig;
import dev.parley.control.ControlServer;
import dev.parley.control.Operations;
import dev.parley.doctor.SharedDoctor;
import dev.parley.erasure.Eraser;
import dev.parley.health.Watchdog;
import dev.parley.health.WatchedPart;
import dev.parley.hooks.Hooks;
import dev.parley.hooks.delivery.HookDeliverer;
import dev.parley.hooks.delivery.HookWorker;
import dev.parley.hooks.delivery.RetryPlan;
import dev.parley.http.AccountNews;
import dev.parley.http.AccountRecall;
import dev.parley.http.HttpApi;
import dev.parley.http.ListenException;
import dev.parley.http.OtherProtocol;
import dev.parley.http.RequestGuard;
import dev.parley.http.SignedLinks;
import dev.parley.limits.RateLimits;
import dev.parley.media.BlobStore;
import dev.parley.media.ExaminedFile;
import dev.parley.media.FileFetcher;
import dev.parley.media.FilePreviews;
import dev.parley.media.MediaLibrary;
import dev.parley.media.OrphanSweep;
import dev.parley.media.VisibleFiles;
import dev.parley.metrics.Metrics;
import dev.parley.offload.Offload;
import dev.parley.offload.WorkKind;
import dev.parley.outbox.Pacing;
import dev.parley.outbox.Senders;
import dev.parley.realtime.AccessEnd;
import dev.parley.realtime.Realtime;
import dev.parley.samples.SampleChats;
import dev.parley.samples.SampleCustomers;
import dev.parley.search.Search;
import dev.parley.store.OpenStore;
import dev.parley.store.StoreKind;
import dev.parley.stream.ChangeStream;
import dev.parley.stream.CursorLeases;
import dev.parley.templates.NoTemplates;
import dev.parley.templates.Templates;
import dev.parley.tokens.AccessTokens;
import dev.parley.tokens.TokenCheck;
import dev.parley.upkeep.Cleaning;
import dev.parley.upkeep.Expiry;
import dev.parley.whatsapp.webhook.WebhookInbox;
import dev.parley.whatsapp.webhook.WebhookParser;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.transport.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Parley server: creates every part, once, in order, and closes them in the opposite
/// order.
public final class Parley implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parley.class);

  /// The time for the whole shutdown: less than the ten seconds after which Docker kills a process.
  private static final Duration CLOSING = Duration.ofSeconds(9);

  /// The time for requests that are under way.
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// The time after which a part counts as stuck, if an item waits for longer.
  private static final Duration STUCK = Duration.ofSeconds(10);

  /// From this number of webhooks in progress on, events for outgoing webhooks wait: some are
  /// always in progress if more than a thousand a second come in, or if the disk is slow.
  private static final int RUSH = 16;

  private static final Duration LONGEST_HOOK_PAUSE = Duration.ofHours(4);

  private static final Duration A_MOMENT = Duration.ofMillis(500);

  private final Closer closer;
  private final HttpApi http;

  private Parley(Closer closer, HttpApi http) {
    this.closer = closer;
    this.http = http;
  }

  /// Returns once Parley answers requests. If a part fails to start, the parts that were started
  /// before it are closed.
  ///
  /// @throws StartException with a sentence for the person who starts it
  public static Parley start(ParleyConfig config, Clock clock) {
    return start(config, clock, null);
  }

  /// @param instead identifies callers, for tests; null: callers are identified by their
  ///   credentials
  static Parley start(ParleyConfig config, Clock clock, @Nullable Callers instead) {
    Closer closer = new Closer(CLOSING);
    try {
      Metrics metrics = closer.add("metrics", new Metrics(), Metrics::close);
      Watchdog watchdog = new Watchdog();
      Vertx vertx = closer.add("event loops", vertx(), it -> it.close().await());
      ChangeStream stream =
          closer.add("change stream", new ChangeStream(metrics), ChangeStream::close);
      StoreKind kind = Stores.of(config.store());
      OpenStore open = closer.add("store", kind.open(stream, metrics), OpenStore::close);
      ChatStore store = open.chats();
      boolean alone = kind.folder().isPresent();
      metrics.watchQueue(store::waiting);
      watchdog.watch(
          new WatchedPart("writer", STUCK, WatchedPart.Cure.PATIENCE, store::oldestWaiting));
      Directory directory =
          closer.add("directory", Directory.open(open.accounts(), clock), Directory::close);
      Accounts accounts = new Accounts(open.accounts(), directory, clock);
      AccessTokens accessTokens = new AccessTokens(config.http().address());
      Callers callers = instead == null ? callers(config, directory, accessTokens, clock) : instead;
      ParleyConfig.Limits most = config.access().limits();
      RateLimits limits = new RateLimits(most.requests(), most.messages(), most.sockets());
      RequestGuard guard = new RequestGuard(config.http(), callers, limits);
      BlobStore blobs = closer.add("files", blobs(config, open, clock), BlobStore::close);
      LinkSigner signer = LinkSigner.open(open.accounts(), clock);
      closer.add(
          "orphans",
          new OrphanSweep(open.media(), blobs, config.media().retention(), clock, signer::renew),
          OrphanSweep::close,
          A_MOMENT);
      FileFetcher.FileStores fileStores =
          new FileFetcher.FileStores(open.media(), blobs, ExaminedFile::of);
      MediaLibrary library =
          new MediaLibrary(fileStores.store(), blobs, fileStores.examiner(), clock);
      HttpApi.Files files =
          new HttpApi.Files(
              library,
              new VisibleFiles(library, store),
              new SignedLinks(signer, baseOfLinks(config)),
              closer.add("previews", new FilePreviews(library), FilePreviews::close));
      Realtime realtime =
          Realtime.open(
              vertx,
              stream,
              store,
              config.http().origins(),
              guard::mayConnect,
              callers,
              limits,
              files.links(),
              metrics);
      directory.onEnded(it -> {
        realtime.end(it.over(), AccessEnd.OVER);
        realtime.end(it.changed(), AccessEnd.CHANGED);
      });
      if (config.access().anonymous() == ParleyConfig.Anonymous.UNSET) {
        directory.onFirstUser(realtime::endAnonymous);
      }
      metrics.watchAnnouncements(realtime::waiting);
      Optional<WhatsAppAccount> account = WhatsAppAccount.open(config, closer);
      Map<String, Pacing> paces = new HashMap<>();
      Optional<Senders> senders =
          account.map(it ->
              closer.add(
                  "sender",
                  it.senders(paces, open.outbox(), files.library(), alone, clock, metrics),
                  Senders::close,
                  GRACE));
      CursorLeases cursors =
          new CursorLeases(
              open.cursors(), "p_" + UUID.randomUUID(), alone, clock, System::nanoTime);
      Offload offload = new Offload();
      ParleyConfig.Hooks hooking = config.hooks();
      Hooks hooks = new Hooks(open.hooks(), cursors, store, hooking.allowPrivate(), clock);
      HookDeliverer deliverer =
          closer.add(
              "hooks",
              new HookDeliverer(
                  new HookWorker.Parts(
                      hooks,
                      cursors,
                      stream,
                      store,
                      new RetryPlan(hooking.retry(), LONGEST_HOOK_PAUSE, hooking.patience()),
                      clock,
                      () -> offload.running(WorkKind.WEBHOOK) >= RUSH,
                      metrics),
                  vertx,
                  hooking.allowPrivate(),
                  hooking.answer(),
                  alone),
              HookDeliverer::close,
              A_MOMENT.multipliedBy(4));
      metrics.watchHooks(deliverer::waiting, () -> deliverer.off().size());
      Supplier<Map<String, Failure>> unsent =
          () -> senders.map(Senders::stopped).orElseGet(Map::of);
      SharedDoctor doctor =
          new SharedDoctor(
              SelfCheck.ofServer(
                  config,
                  store,
                  account.map(WhatsAppAccount::graph).orElse(null),
                  unsent,
                  deliverer::off,
                  clock));
      Conversations conversations =
          new Conversations(
              store, account.map(WhatsAppAccount::line).orElse(Line.CLOSED), clock, random());
      Teamwork teamwork = new Teamwork(store, clock, random());
      closer.add(
          "expiry",
          new Expiry(conversations, teamwork, config.presence(), config.changes()),
          Expiry::close,
          A_MOMENT);
      StartLog.warn(config);
      Cleaning cleaning =
          closer.add(
              "cleaning",
              new Cleaning(
                  store, conversations, clock, config.unprocessed(), metrics::unprocessedDropped),
              Cleaning::close,
              A_MOMENT);
      Templates templates =
          account
              .flatMap(it -> it.templates(open.templates(), clock))
              .orElseGet(() -> new NoTemplates(WhatsAppAccount.missing(config.whatsApp())));
      AccountNews news = new AccountNews(clock, metrics);
      WebhookParser parser =
          new WebhookParser(
              conversations::makeId, new OurNumbers(config.whatsApp().phoneNumberIds()));
      closer.add(
          "account recall", new AccountRecall(store, parser, news), AccountRecall::close, A_MOMENT);
      WebhookInbox inbox =
          new WebhookInbox(
              parser,
              conversations,
              clock,
              cleaning.cleaner()::kept,
              report -> {
                news.accept(report);
                if (report.isOfTemplates()) {
                  templates.changed();
                }
              });
      Search search =
          closer.add(
              "search",
              Search.open(config.dataFolder(), stream, store),
              Search::close,
              A_MOMENT.multipliedBy(4));
      Eraser eraser =
          closer.add(
              "erasure",
              new Eraser(
                  new Eraser.Parts(store, open.media(), blobs, hooks, cursors),
                  new Eraser.Traces(
                      files.previews()::forget,
                      change ->
                          search.covers(change)
                              && realtime.hasAnnounced(change)
                              && deliverer.hasNoticed(),
                      open::removeTraces),
                  alone,
                  config.retention(),
                  clock,
                  random()),
              Eraser::close,
              A_MOMENT.multipliedBy(4));
      Operations operations =
          Workbench.operations(store, conversations, inbox, accounts, search::reindex, eraser);
      Optional<SampleCustomers> samples = samples(config, operations, store, clock, closer);
      kind.folder()
          .flatMap(folder -> ControlServer.open(folder, operations))
          .ifPresent(control -> closer.add(control, ControlServer::close));
      Realtime.Sessions sessions =
          realtime.serve(
              conversations,
              teamwork,
              templates,
              files.visible()::sentBy,
              offload,
              clock,
              config.presence(),
              version());
      HttpApi http =
          closer.add(
              "http",
              HttpApi.listen(
                  vertx,
                  config,
                  offload,
                  new HttpApi.Services(
                      conversations,
                      teamwork,
                      templates,
                      files,
                      store,
                      accounts,
                      new Tokens(accounts, accessTokens),
                      hooks,
                      directory,
                      inbox,
                      search,
                      samples,
                      eraser,
                      otherProtocol(sessions),
                      guard,
                      new HttpApi.About(
                          clock,
                          version(),
                          metrics::scrape,
                          watchdog,
                          stream::behind,
                          unsent,
                          deliverer::off,
                          doctor::examine,
                          news)),
                  metrics),
              it -> it.close(GRACE),
              GRACE.plus(A_MOMENT));
      // Closed before the listeners, which wait for their connections to end.
      closer.add("sessions", sessions, Realtime.Sessions::close, A_MOMENT.multipliedBy(4));
      watchdog.watch(
          new WatchedPart("realtime", STUCK, WatchedPart.Cure.RESTART, () -> oldest(realtime)));
      metrics.watchParts(watchdog);
      senders.ifPresent(it -> {
        metrics.watchSending(it::underWay, () -> !it.stopped().isEmpty());
        paces.forEach((number, pacing) -> metrics.watchRate(number, pacing::perSecond));
        var _ = stream.subscribe("sender", store, it);
        it.start();
      });
      deliverer.start();
      eraser.start();
      account.ifPresent(it -> {
        it.fetchFiles(fileStores, alone, store, stream, clock, metrics);
        it.watchRates(paces);
      });
      tellTransport(vertx);
      StartLog.started(config, version(), http.port(), store);
      FirstUser.welcome(config, accounts, directory, http.port());
      if (config.access().anonymous() == ParleyConfig.Anonymous.ALL) {
        directory.later("written", () -> accounts.note(Principal.OPERATOR, "anonymous_all", null));
      }
      return new Parley(closer, http);
    } catch (StoreOpenException | ListenException failure) {
      closer.close();
      throw new StartException(failure);
    } catch (Throwable failure) {
      closer.close();
      throw failure;
    }
  }

  /// The sample customers, for people who try Parley; not available in production, or if real
  /// customers could write.
  private static Optional<SampleCustomers> samples(
      ParleyConfig config, Operations operations, ChatStore store, Clock clock, Closer closer) {
    if (config.production() || config.whatsApp().account() != null) {
      return Optional.empty();
    }
    SampleChats.Inbox inbox =
        new SampleChats.Inbox() {
          @Override
          public void nameContact(WaId waId, String name) {
            operations.nameContact(waId, name);
          }

          @Override
          public Ingested receive(byte[] body, String source) {
            return operations.receive(body, source);
          }
        };
    return Optional.of(
        closer.add(
            "samples",
            new SampleCustomers(inbox, store, clock, random()),
            SampleCustomers::close,
            A_MOMENT));
  }

  private static Callers callers(
      ParleyConfig config, Directory directory, AccessTokens own, Clock clock) {
    TokenCheck tokens =
        new TokenCheck(
            own, directory::signingKeys, directory::byCredential, config.access().issuers(), clock);
    return new Authenticator(directory, tokens, config.access(), config.http());
  }

  /// The port on which it listens.
  public int port() {
    return http.port();
  }

  /// Loads the code for which the first visitor would have to wait. Blocks, changes nothing, and
  /// reports no failure.
  public void warmUp() {
    http.warmUp();
  }

  /// Stops accepting requests, waits up to five seconds for running requests, commits waiting steps
  /// and closes the store. Takes at most nine seconds, even if a part hangs.
  @Override
  public void close() {
    closer.close();
    StartLog.stopped();
  }

  /// The age of the oldest item that has to be sent to clients; a day if the thread that sends it
  /// has ended.
  private static Duration oldest(Realtime realtime) {
    return realtime.oldestWaiting().stream()
        .map(it -> it.alive() ? it.age() : Duration.ofDays(1))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static OtherProtocol otherProtocol(Realtime.Sessions sessions) {
    return new OtherProtocol() {
      @Override
      public boolean takes(HttpServerRequest request) {
        return sessions.takes(request);
      }

      @Override
      public void handle(HttpServerRequest request) {
        sessions.handle(request);
      }
    };
  }

  /// The place for the bytes of files.
  static BlobStore blobs(ParleyConfig config, OpenStore open, Clock clock) {
    FilePlace place = config.media().place();
    Path incoming = config.dataFolder().resolve("incoming");
    return place == null
        ? open.blobs(incoming, clock)
            .orElseThrow(() -> new IllegalStateException("this store has no place for files"))
        : Stores.files(place, incoming, clock);
  }

  /// The beginning of links to files.
  private static String baseOfLinks(ParleyConfig config) {
    URI media = config.media().baseUrl();
    URI all = media == null ? config.http().publicUrl() : media;
    return all == null ? "" : all.toString();
  }

  /// A generator for ids, which must differ but need not be secret. Its threads do not share a
  /// lock.
  static RandomGenerator random() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors()));
  }

  private static void tellTransport(Vertx vertx) {
    if (vertx.isNativeTransportEnabled()) {
      LOG.atInfo()
          .addKeyValue("transport", Transport.nativeTransport().name())
          .log("event loops started");
    } else {
      LOG.atInfo()
          .addKeyValue("transport", Transport.NIO.name())
          .addKeyValue("reason", reason(vertx.unavailableNativeTransportCause()))
          .log("event loops started without the system's own transport: connections cost more");
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null ? "none for this system" : String.valueOf(cause.getMessage());
  }

  private static String version() {
    String version = Parley.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
