package dev.parley.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Records every line that is logged while it is open: Parley's at every level, and those of
/// libraries at their usual levels.
public final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Queue<String> alarms = new ConcurrentLinkedQueue<>();
  private final Logger root;
  private final Logger ours;
  private final @Nullable Level before;

  public LogWatch() {
    LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ours = loggers.getLogger("dev.parley");
    before = ours.getLevel();
    ours.setLevel(Level.TRACE);
    setContext(loggers);
    start();
    root.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    String line =
        "%s %s %s %s %s"
            .formatted(
                event.getLevel(),
                event.getLoggerName(),
                event.getFormattedMessage(),
                event.getKeyValuePairs(),
                event.getThrowableProxy() == null
                    ? ""
                    : ThrowableProxyUtil.asString(event.getThrowableProxy()));
    lines.add(line);
    if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      alarms.add(line);
    }
  }

  /// Checks that no line contains any of these texts.
  public void mentionsNoneOf(List<String> secrets) {
    assertEquals(
        List.of(),
        lines.stream().filter(line -> secrets.stream().anyMatch(line::contains)).toList());
  }

  /// The lines of the level `WARN`.
  List<String> warnings() {
    return lines.stream().filter(line -> line.startsWith("WARN ")).toList();
  }

  /// The lines with a stack trace.
  List<String> traces() {
    return lines.stream().filter(line -> line.contains("\tat ")).toList();
  }

  /// Checks that no failure was logged since the last call.
  void raisedNoAlarm() {
    List<String> raised = List.copyOf(alarms);
    alarms.clear();
    assertEquals(List.of(), raised);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    ours.setLevel(before);
    stop();
  }
}
