package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.config.ParleyConfig;
import java.nio.file.Path;
import java.time.Clock;

/// What every command begins with.
final class Commands {
  private Commands() {}

  /// The settings from the environment and the working directory's `.env`.
  static ParleyConfig config() {
    return ParleyConfig.load(System.getenv(), Path.of(""));
  }

  /// The data folder, to work on.
  static Workbench workbench() {
    return Workbench.open(config(), Clock.systemUTC());
  }
}
