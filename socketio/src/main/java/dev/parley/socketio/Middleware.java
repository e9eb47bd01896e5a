package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// Decides whether a socket may join a namespace. Called on the same threads as [Listener]s. It may
/// decide later, from any thread; the client waits.
@FunctionalInterface
public interface Middleware {
  /// Decides, by one call to `next`.
  void handle(Socket socket, Next next);

  /// Receives the decision of a middleware. Only the first call counts.
  interface Next {
    /// Passes the socket to the next middleware; after the last one, the socket joins.
    void proceed();

    /// Refuses the socket; the client's `connect_error` receives both values.
    ///
    /// @param data more information for the client; null: none
    void refuse(String message, @Nullable JsonNode data);
  }
}
