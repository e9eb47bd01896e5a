package dev.parley.http;

import dev.parley.chat.MemoryChatStore;
import dev.parley.config.ParleyConfig;
import dev.parley.health.Watchdog;
import dev.parley.metrics.Metrics;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/// The table of routes of a server that is not started.
final class ServedRoutes {
  private ServedRoutes() {}

  /// Every path, and the methods that it has, as `GET, HEAD, OPTIONS`.
  ///
  /// @param folder an empty folder
  static Map<String, String> table(Path folder) {
    ParleyConfig config = ParleyConfig.load(Map.of(), folder);
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    Metrics metrics = new Metrics();
    HttpApi.Services services =
        TestServices.of(
            config,
            folder,
            store,
            store,
            TestFiles.none(folder, Clock.systemUTC()),
            TestServices.about(metrics, new Watchdog(), Map::of));
    return new Routes(HttpApi.routes(services, config, new RenderedMessages(0), metrics)).table();
  }
}
