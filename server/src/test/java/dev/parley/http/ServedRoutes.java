package dev.parley.http;

import dev.parley.chat.Conversations;
import dev.parley.chat.Line;
import dev.parley.chat.MemoryChatStore;
import dev.parley.chat.Teamwork;
import dev.parley.config.ParleyConfig;
import dev.parley.health.Watchdog;
import dev.parley.limits.RateLimits;
import dev.parley.metrics.Metrics;
import dev.parley.search.Search;
import dev.parley.stream.ChangeStream;
import dev.parley.templates.NoTemplates;
import dev.parley.whatsapp.webhook.WebhookInbox;
import dev.parley.whatsapp.webhook.WebhookParser;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The table of routes of a server that is not started.
final class ServedRoutes {
  private static final OtherProtocol NO_OTHER_PROTOCOL =
      new OtherProtocol() {
        @Override
        public boolean takes(HttpServerRequest request) {
          return false;
        }

        @Override
        public void handle(HttpServerRequest request) {
          throw new IllegalStateException("it takes nothing");
        }
      };

  private ServedRoutes() {}

  /// Every path, and the methods that it has, as `GET, HEAD, OPTIONS`.
  ///
  /// @param folder an empty one
  static Map<String, String> table(Path folder) {
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    Clock clock = Clock.systemUTC();
    Conversations conversations =
        new Conversations(store, Line.CLOSED, clock, RandomGenerator.getDefault());
    WebhookInbox inbox =
        new WebhookInbox(new WebhookParser(conversations::makeId), conversations, clock);
    HttpApi.About about =
        new HttpApi.About(
            clock,
            "test",
            () -> "",
            new Watchdog(),
            Map::of,
            Map::of,
            Map::of,
            Optional::empty,
            new AccountNews(clock, new Metrics()));
    return new Routes(
            HttpApi.routes(
                new HttpApi.Services(
                    conversations,
                    new Teamwork(store, clock, RandomGenerator.getDefault()),
                    new NoTemplates(List.of("BUSINESS_ACCOUNT_ID")),
                    TestFiles.none(folder, clock),
                    store,
                    TestCallers.accounts(clock),
                    TestCallers.tokens(clock),
                    TestCallers.hooks(store, clock),
                    TestCallers.directory(clock),
                    inbox,
                    Search.open(folder, new ChangeStream(_ -> {}), store),
                    Optional.empty(),
                    TestCallers.eraser(store, folder, clock),
                    NO_OTHER_PROTOCOL,
                    new RequestGuard(
                        ParleyConfig.load(Map.of(), folder).http(),
                        new TestCallers(),
                        new RateLimits(0, 0, 0)),
                    about),
                ParleyConfig.load(Map.of(), folder),
                new RenderedMessages(0),
                new Metrics()))
        .table();
  }
}
