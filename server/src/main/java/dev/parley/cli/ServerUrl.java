package dev.parley.cli;

import dev.parley.config.ParleyConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// The server to which a command talks.
final class ServerUrl {
  private ServerUrl() {}

  /// `given`, or the server on this machine; without a slash at its end.
  ///
  /// @throws ParameterException if it is not the URL of a server
  static URI of(CommandLine command, @Nullable URI given, ParleyConfig config) {
    if (given == null) {
      return URI.create("http://localhost:" + config.http().port());
    }
    boolean web = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
    if (!web || given.getHost() == null) {
      throw new ParameterException(command, "'" + given + "' is not an http or https URL");
    }
    return URI.create(given.toString().replaceAll("/+$", ""));
  }

  /// The server does not answer.
  static CommandException silent(URI server) {
    return new CommandException(
        "no server answers at " + server + ": start Parley first, or give the URL of one");
  }
}
