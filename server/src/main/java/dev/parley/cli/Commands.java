package dev.parley.cli;

import dev.parley.Workbench;
import dev.parley.config.ParleyConfig;
import java.nio.file.Path;
import java.time.Clock;

/// The first steps of every command.
final class Commands {
  private Commands() {}

  /// The settings from the environment and the working directory's `.env`.
  static ParleyConfig config() {
    return ParleyConfig.load(System.getenv(), Path.of(""));
  }

  /// The data folder on which a command works.
  static Workbench workbench() {
    return Workbench.open(config(), Clock.systemUTC());
  }
}
