package dev.parley.http;

import dev.parley.chat.ChatStore;
import dev.parley.chat.Conversations;
import dev.parley.chat.Line;
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
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The objects that endpoints use, for tests that replace some of them and start the HTTP server
/// alone. There are no templates, no sample data and no realtime clients.
final class TestServices {
  private static final Clock CLOCK = Clock.systemUTC();

  private TestServices() {}

  /// @param folder an empty folder
  /// @param store receives messages
  /// @param shown the same store, for the endpoints that only read
  static HttpApi.Services of(
      ParleyConfig config,
      Path folder,
      ChatStore store,
      ChatStore shown,
      HttpApi.Files files,
      HttpApi.About about) {
    Conversations conversations =
        new Conversations(store, Line.CLOSED, CLOCK, RandomGenerator.getDefault());
    return new HttpApi.Services(
        conversations,
        new Teamwork(store, CLOCK, RandomGenerator.getDefault()),
        new NoTemplates(List.of("BUSINESS_ACCOUNT_ID")),
        files,
        shown,
        TestCallers.accounts(CLOCK),
        TestCallers.tokens(CLOCK),
        TestCallers.hooks(store, CLOCK),
        TestCallers.directory(CLOCK),
        new WebhookInbox(new WebhookParser(conversations::makeId), conversations, CLOCK),
        Search.open(folder, new ChangeStream(_ -> {}), store),
        Optional.empty(),
        TestCallers.eraser(store, folder, CLOCK),
        new NoOtherProtocol(),
        new RequestGuard(config.http(), new TestCallers(), new RateLimits(0, 0, 0)),
        about);
  }

  /// @param behind the parts that are behind, and by how many changes
  static HttpApi.About about(
      Metrics metrics, Watchdog watchdog, Supplier<Map<String, Long>> behind) {
    return new HttpApi.About(
        CLOCK,
        "test",
        metrics::scrape,
        watchdog,
        behind,
        Map::of,
        Map::of,
        Optional::empty,
        new AccountNews(CLOCK, metrics));
  }

  /// A protocol that takes no requests.
  private static final class NoOtherProtocol implements OtherProtocol {
    @Override
    public boolean takes(HttpServerRequest request) {
      return false;
    }

    @Override
    public void handle(HttpServerRequest request) {
      throw new IllegalStateException("this protocol takes no requests");
    }
  }
}
