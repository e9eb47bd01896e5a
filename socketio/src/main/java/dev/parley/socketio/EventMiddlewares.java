package dev.parley.socketio;

import dev.parley.socketio.engine.Failures;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the middlewares of an event one after another. The event is held until all have decided.
final class EventMiddlewares {
  private static final Logger LOG = LoggerFactory.getLogger(EventMiddlewares.class);

  private EventMiddlewares() {}

  /// Runs `last` unless a middleware refuses the event.
  ///
  /// @param executor runs the next steps after a decision, no matter on which thread the middleware
  ///   decided
  static void ask(
      List<EventMiddleware> middlewares, ReceivedEvent event, Executor executor, Runnable last) {
    if (middlewares.isEmpty()) {
      last.run();
      return;
    }
    Runnable handled = event.hold();
    AtomicBoolean decided = new AtomicBoolean();
    EventMiddleware.Next next =
        new EventMiddleware.Next() {
          @Override
          public void proceed() {
            List<EventMiddleware> others = middlewares.subList(1, middlewares.size());
            decide(() -> ask(others, event, executor, last));
          }

          @Override
          public void refuse(String reason) {
            decide(() -> event.failed(reason));
          }

          private void decide(Runnable decision) {
            if (decided.compareAndSet(false, true)) {
              executor.execute(() -> {
                try {
                  decision.run();
                } finally {
                  handled.run();
                }
              });
            }
          }
        };
    try {
      middlewares.getFirst().handle(event, next);
    } catch (Throwable failure) {
      Failures.log(LOG, "an event's middleware failed", failure);
      next.refuse("a middleware failed");
    }
  }
}
