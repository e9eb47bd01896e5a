package dev.parley.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.parley.config.ParleyConfig;
import org.slf4j.LoggerFactory;

/// Applies `LOG_LEVEL` and `LOG_FORMAT` to the log of [LogSetup].
public final class Logging {
  private Logging() {}

  /// Takes effect immediately, for the whole process.
  public static void configure(ParleyConfig.Log config) {
    // Parley itself always uses Logback. If a program that embeds Parley uses another logging
    // library, the settings of that library apply.
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger("dev.parley").setLevel(Level.valueOf(config.level().name()));
      switch (config.format()) {
        case TEXT -> {}
        case JSON -> writeJson(context);
      }
    }
  }

  private static void writeJson(LoggerContext context) {
    var appender =
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(LogSetup.APPENDER);
    if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setContext(context);
      encoder.start();
      stream.setEncoder(encoder);
    }
  }
}
