package dev.parley.socketio;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/// Records everything that is logged at level warning or higher while it is open, by any logger.
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Queue<String> alarms = new ConcurrentLinkedQueue<>();
  private final Logger root;

  LogWatch() {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    setContext(loggers);
    start();
    root.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      String trace =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      alarms.add(
          "%s %s %s %s"
              .formatted(
                  event.getLevel(), event.getLoggerName(), event.getFormattedMessage(), trace));
    }
  }

  /// The records so far.
  List<String> alarms() {
    return List.copyOf(alarms);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
  }
}
