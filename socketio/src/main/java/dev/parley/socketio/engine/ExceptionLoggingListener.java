package dev.parley.socketio.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls another listener and logs its exceptions: a failing measurement must neither keep a
/// session alive nor end it.
final class ExceptionLoggingListener implements EngineListener {
  private static final Logger LOG = LoggerFactory.getLogger(ExceptionLoggingListener.class);

  private final EngineListener listener;

  ExceptionLoggingListener(EngineListener listener) {
    this.listener = listener;
  }

  @Override
  public void opened(Transport transport) {
    try {
      listener.opened(transport);
    } catch (Throwable failure) {
      log(failure);
    }
  }

  @Override
  public void upgraded() {
    try {
      listener.upgraded();
    } catch (Throwable failure) {
      log(failure);
    }
  }

  @Override
  public void closed(Transport transport, EngineCloseReason reason) {
    try {
      listener.closed(transport, reason);
    } catch (Throwable failure) {
      log(failure);
    }
  }

  @Override
  public void refused(EngineRefusal refusal) {
    try {
      listener.refused(refusal);
    } catch (Throwable failure) {
      log(failure);
    }
  }

  @Override
  public void received(Transport transport, int packets, long bytes) {
    try {
      listener.received(transport, packets, bytes);
    } catch (Throwable failure) {
      log(failure);
    }
  }

  @Override
  public void sent(Transport transport, int packets, long bytes) {
    try {
      listener.sent(transport, packets, bytes);
    } catch (Throwable failure) {
      log(failure);
    }
  }

  private static void log(Throwable failure) {
    Failures.log(LOG, "a listener of the engine failed", failure);
  }
}
