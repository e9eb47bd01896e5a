package dev.parley.whatsapp.cloud.checks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.config.Secret;
import org.jspecify.annotations.Nullable;

/// What the checks of one examination have learned, for those that need them: a check that passed
/// has filled in its fact.
final class Facts {
  /// `graph`: what the clock of Meta's server said, and ours at that time.
  final Fact<Clocks> clocks = new Fact<>();

  /// `token`: the object `data` of `debug_token`.
  final Fact<JsonNode> token = new Fact<>();

  /// `app_secret`: the secret of the token's app.
  final Fact<Secret> secret = new Fact<>();

  /// `number`: its fields, as far as Meta tells them.
  final Fact<JsonNode> number = new Fact<>();

  /// `account`: the id of the account that the number belongs to.
  final Fact<String> account = new Fact<>();

  /// Two clocks at one moment, in seconds since 1970.
  ///
  /// @param meta null: the answer had no time
  record Clocks(@Nullable Long meta, long here) {}

  /// One of them. Set once, by one thread, and read by others.
  static final class Fact<T> {
    private volatile @Nullable T value;

    void learn(T fact) {
      value = fact;
    }

    /// @throws IllegalStateException when the check that learns it did not pass
    T get() {
      T known = value;
      if (known == null) {
        throw new IllegalStateException("not learned: the check misses a need");
      }
      return known;
    }
  }
}
