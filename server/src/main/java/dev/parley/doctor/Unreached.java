package dev.parley.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Explains to people why a request got no answer.
public final class Unreached {
  private Unreached() {}

  /// A clause, for example `the connection is refused`. It does not contain the failure's own
  /// message, which may quote the request.
  public static String reason(IOException failure) {
    if (hasUnknownName(failure)) {
      return "its name is not known";
    }
    return switch (failure) {
      case HttpTimeoutException _ -> "no answer came in time";
      case SSLException _ -> "its certificate is not accepted";
      case ConnectException _ -> "the connection is refused";
      default -> "the connection broke off";
    };
  }

  /// Looks through all causes, because the JDK's client wraps the exception more than once.
  private static boolean hasUnknownName(IOException failure) {
    int depth = 0;
    @Nullable Throwable cause = failure;
    while (cause != null && depth < 5) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return true;
      }
      cause = cause.getCause();
      depth++;
    }
    return false;
  }
}
