package dev.parley.socketio;

/// Decides whether an event of a socket gets to its listeners. Called where [Listener]s are. It may
/// decide later, from any thread; later events of the socket do not wait for that. Until it has
/// decided the event counts as unhandled, see [SocketIoOptions.Builder#prefetch]: it has to. An
/// event whose middleware throws is refused.
@FunctionalInterface
public interface EventMiddleware {
  /// Decides, by one call to `next`.
  void handle(ReceivedEvent event, Next next);

  /// How a middleware goes on. Only the first call counts.
  interface Next {
    /// Lets the event pass to the next middleware, or to its listeners.
    void proceed();

    /// Drops it.
    ///
    /// @param reason what [Socket#onError] tells
    void refuse(String reason);
  }
}
