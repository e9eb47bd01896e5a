package dev.parley.socketio;

/// Decides whether an event of a socket reaches its listeners. Called on the same threads as
/// [Listener]s. It may decide later, from any thread; later events of the socket do not wait for
/// the decision. It must always decide: until then the event counts as unhandled, see
/// [SocketIoOptions.Builder#prefetch]. An event whose middleware throws is refused.
@FunctionalInterface
public interface EventMiddleware {
  /// Decides, by one call to `next`.
  void handle(ReceivedEvent event, Next next);

  /// Receives the decision of a middleware. Only the first call counts.
  interface Next {
    /// Lets the event pass to the next middleware, or to its listeners.
    void proceed();

    /// Drops the event.
    ///
    /// @param reason the reason that [Socket#onError] receives
    void refuse(String reason);
  }
}
