package dev.parley.accounts;

import org.jspecify.annotations.Nullable;

/// The origin of a request or command, for the audit trail.
///
/// @param address the address of the client; null for a command on Parley's own machine
/// @param requestId the id of the request in the log; null: it is not a request
public record RequestOrigin(@Nullable String address, @Nullable String requestId) {
  /// A command on Parley's own machine.
  public static final RequestOrigin COMMAND = new RequestOrigin(null, null);
}
