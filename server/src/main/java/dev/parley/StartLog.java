package dev.parley;

import dev.parley.chat.ChatStore;
import dev.parley.config.ParleyConfig;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Logs a start and a stop: where Parley keeps its data, in which mode it runs, and which settings
/// are probably mistakes.
final class StartLog {
  private static final Logger LOG = LoggerFactory.getLogger(Parley.class);

  /// Addresses that only programs on this machine can reach.
  private static final Pattern LOOPBACK = Pattern.compile("127\\..*|localhost|::1");

  private StartLog() {}

  /// The settings that somebody should look at.
  static void warn(ParleyConfig config) {
    config.warnings().forEach(warning -> LOG.atWarn().log(warning));
    if (config.production() && config.whatsApp().appSecrets().isEmpty()) {
      LOG.atWarn()
          .log(
              "WHATSAPP_APP_SECRET is not set: unsigned webhooks are accepted from every caller"
                  + " that needs no credential; set it in production");
    }
    boolean open = config.access().anonymous() == ParleyConfig.Anonymous.ALL;
    if (open && !LOOPBACK.matcher(config.http().host()).matches()) {
      LOG.atWarn()
          .log(
              "ANONYMOUS is all: everybody who can connect to Parley can read and write everything,"
                  + " as an owner");
    }
    if (config.http().origins().everyone()) {
      LOG.atWarn()
          .log("CORS_ORIGINS is *: every web page can make its visitors' browsers call Parley");
    }
  }

  /// Logs that requests are answered from now on.
  ///
  /// @param store the opened store
  static void started(ParleyConfig config, String version, int port, ChatStore store) {
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("version", version)
            .addKeyValue("port", port)
            .addKeyValue("mode", config.whatsApp().account() == null ? "demo" : "account");
    line = line.addKeyValue("store", store.health().kind());
    for (Map.Entry<String, String> place : store.place().entrySet()) {
      line = line.addKeyValue(place.getKey(), place.getValue());
    }
    List<String> hosts = config.http().hosts().names();
    line.addKeyValue("hosts", hosts.isEmpty() ? "addresses and localhost" : hosts)
        .log("Parley started");
  }

  /// Logs that everything is closed.
  static void stopped() {
    LOG.atInfo().log("Parley stopped");
  }
}
