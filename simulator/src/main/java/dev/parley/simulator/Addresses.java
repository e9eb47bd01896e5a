package dev.parley.simulator;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The addresses of webhooks. A webhook goes to the number's own address, or else to the account's,
/// or else to the app's. Webhooks about the account or its templates always go to the app's. Safe
/// for use by many threads. Source: "Webhooks > Override".
final class Addresses {
  private volatile @Nullable URI app;
  private volatile @Nullable URI account;
  private volatile boolean subscribed = true;
  private final Map<String, URI> numbers = new ConcurrentHashMap<>();

  Addresses(@Nullable URI app) {
    this.app = app;
  }

  /// The address that applies to a number's id; null if there is none.
  ///
  /// @param number empty for a webhook about the account
  @Nullable URI inForce(String number) {
    if (number.isEmpty()) {
      return app;
    }
    URI own = numbers.get(number);
    if (own != null) {
      return own;
    }
    return account == null ? app : account;
  }

  @Nullable URI app() {
    return app;
  }

  void app(@Nullable URI address) {
    app = address;
  }

  @Nullable URI account() {
    return account;
  }

  void account(@Nullable URI address) {
    account = address;
  }

  @Nullable URI number(String number) {
    return numbers.get(number);
  }

  void number(String number, @Nullable URI address) {
    if (address == null) {
      numbers.remove(number);
    } else {
      numbers.put(number, address);
    }
  }

  /// Whether the app is subscribed to the account.
  boolean subscribed() {
    return subscribed;
  }

  void subscribed(boolean now) {
    subscribed = now;
  }
}
