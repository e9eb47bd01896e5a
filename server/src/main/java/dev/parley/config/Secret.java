package dev.parley.config;

/// A token or key. Prints as `****`, so that it reaches neither a log nor an error message.
///
/// @param value the secret itself, which must never be shown
public record Secret(String value) {
  @Override
  public String toString() {
    return "****";
  }
}
