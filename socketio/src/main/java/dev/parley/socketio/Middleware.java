package dev.parley.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// Decides whether a socket may join a namespace. Called where [Listener]s are. It may decide
/// later, from any thread; the client waits.
@FunctionalInterface
public interface Middleware {
  /// Decides, by one call to `next`.
  void handle(Socket socket, Next next);

  /// How a middleware goes on. Only the first call counts.
  interface Next {
    /// Lets the socket pass to the next middleware, or in.
    void proceed();

    /// Refuses it; the client's `connect_error` gets both.
    ///
    /// @param data null for none
    void refuse(String message, @Nullable JsonNode data);
  }
}
