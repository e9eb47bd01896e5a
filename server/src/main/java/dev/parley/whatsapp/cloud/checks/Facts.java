package dev.parley.whatsapp.cloud.checks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.config.Secret;
import org.jspecify.annotations.Nullable;

/// The facts that the checks of one examination have found, for checks that need them: a check that
/// passed has set its fact.
final class Facts {
  /// `graph`: the time of Meta's server, and that of this machine at the same moment.
  final Fact<Clocks> clocks = new Fact<>();

  /// `token`: the object `data` of `debug_token`.
  final Fact<JsonNode> token = new Fact<>();

  /// `app_secret`: the secret of the token's app.
  final Fact<Secret> secret = new Fact<>();

  /// `number`: its fields, as far as Meta returns them.
  final Fact<JsonNode> number = new Fact<>();

  /// `account`: the id of the account that the number belongs to.
  final Fact<String> account = new Fact<>();

  /// The times of two clocks, read together, in seconds since 1970.
  ///
  /// @param meta null: the answer had no time
  record Clocks(@Nullable Long meta, long here) {}

  /// One fact. Set once, by one thread, and read by others.
  static final class Fact<T> {
    private volatile @Nullable T value;

    void learn(T fact) {
      value = fact;
    }

    /// @throws IllegalStateException if the check that sets the fact did not pass
    T get() {
      T known = value;
      if (known == null) {
        throw new IllegalStateException("not known yet: the check must need the one that finds it");
      }
      return known;
    }
  }
}
