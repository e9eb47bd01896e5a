package dev.parley.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The options of a simulator. Start with [#defaults] and change some of them:
/// `SimulatorOptions.defaults().webhook(uri).secret("s3cret")`. A value of this class never
/// changes; each method returns another one.
public final class SimulatorOptions {
  private String host = "127.0.0.1";
  private int port;
  private @Nullable URI webhook;
  private String verifyToken = "parley-simulator";
  private @Nullable String secret;
  private @Nullable String token;
  private String appId = "880012345678901";
  private String accountId = "220045678901234";
  private List<BusinessNumber> numbers =
      List.of(new BusinessNumber("310987654321098", "12025550100"));
  private long seed = 1;
  private Faults faults = Faults.calm();
  private double speed = 1;
  private @Nullable Path ledger;
  private int customers;
  private double rate;
  private Duration hold = Duration.ofSeconds(90);

  private SimulatorOptions() {}

  /// An account without faults, with the number `310987654321098`, on any free port of the loopback
  /// address. Accepts any access token, sends no webhooks yet, and simulates no customers who write
  /// or answer. The seed is 1.
  public static SimulatorOptions defaults() {
    return new SimulatorOptions();
  }

  /// Listens on this address.
  ///
  /// @param newPort 0 for any free port
  public SimulatorOptions listen(String newHost, int newPort) {
    return changed(it -> {
      it.host = newHost;
      it.port = newPort;
    });
  }

  /// Sends webhooks to this address. With null, events are kept, and sent once an address is set.
  public SimulatorOptions webhook(@Nullable URI address) {
    return changed(it -> it.webhook = address);
  }

  /// Verifies the webhook's address with this token.
  public SimulatorOptions verifyToken(String expected) {
    return changed(it -> it.verifyToken = expected);
  }

  /// Signs webhooks with this secret of the app. With null they are not signed.
  public SimulatorOptions secret(@Nullable String appSecret) {
    return changed(it -> it.secret = appSecret);
  }

  /// Accepts only calls with this access token. With null every token is accepted, but calls must
  /// have one.
  public SimulatorOptions token(@Nullable String accessToken) {
    return changed(it -> it.token = accessToken);
  }

  /// Meta's ids of the app and of the business account.
  public SimulatorOptions account(String app, String account) {
    return changed(it -> {
      it.appId = app;
      it.accountId = account;
    });
  }

  /// The account's numbers, each with its own limits. Customers write to all of them.
  ///
  /// @throws IllegalArgumentException if the list is empty, or two numbers have the same id or
  ///   digits
  public SimulatorOptions numbers(List<BusinessNumber> all) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one number");
    }
    if (all.stream().map(BusinessNumber::id).distinct().count() < all.size()
        || all.stream().map(BusinessNumber::display).distinct().count() < all.size()) {
      throw new IllegalArgumentException("each number must have its own id and digits");
    }
    return changed(it -> it.numbers = List.copyOf(all));
  }

  /// Makes random decisions with this seed.
  public SimulatorOptions seed(long number) {
    return changed(it -> it.seed = number);
  }

  /// Simulates these faults.
  public SimulatorOptions faults(Faults wanted) {
    return changed(it -> it.faults = wanted);
  }

  /// Makes simulated time faster than real time by this factor; 0: the time stands still until it
  /// is moved.
  ///
  /// @throws IllegalArgumentException if the factor is not 0 to 1,000,000
  public SimulatorOptions speed(double times) {
    double checked = SimulatedClock.checked(times);
    return changed(it -> it.speed = checked);
  }

  /// Keeps the ledger in this file. With null it is in memory only.
  public SimulatorOptions ledger(@Nullable Path file) {
    return changed(it -> it.ledger = file);
  }

  /// Simulates customers who write messages of their own accord and answer the business.
  ///
  /// @param count the number of customers; 0 to 100,000
  /// @param perSecond the number of messages that all customers together write in a second of
  ///   simulated time; 0 to 1,000
  /// @throws IllegalArgumentException if one of the numbers is outside of its range
  public SimulatorOptions customers(int count, double perSecond) {
    if (count < 0 || count > 100_000) {
      throw new IllegalArgumentException("customers must be 0 to 100,000");
    }
    if (!(perSecond >= 0 && perSecond <= 1_000)) {
      throw new IllegalArgumentException("the rate must be 0 to 1,000 a second");
    }
    return changed(it -> {
      it.customers = count;
      it.rate = perSecond;
    });
  }

  /// The time for which a call that is never answered stays open, in real time.
  public SimulatorOptions hold(Duration open) {
    return changed(it -> it.hold = open);
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  @Nullable URI webhook() {
    return webhook;
  }

  String verifyToken() {
    return verifyToken;
  }

  @Nullable String secret() {
    return secret;
  }

  @Nullable String token() {
    return token;
  }

  String appId() {
    return appId;
  }

  String accountId() {
    return accountId;
  }

  List<BusinessNumber> numbers() {
    return numbers;
  }

  long seed() {
    return seed;
  }

  Faults faults() {
    return faults;
  }

  double speed() {
    return speed;
  }

  @Nullable Path ledger() {
    return ledger;
  }

  int customers() {
    return customers;
  }

  double rate() {
    return rate;
  }

  Duration hold() {
    return hold;
  }

  private SimulatorOptions changed(Consumer<SimulatorOptions> change) {
    SimulatorOptions copy = new SimulatorOptions();
    copy.host = host;
    copy.port = port;
    copy.webhook = webhook;
    copy.verifyToken = verifyToken;
    copy.secret = secret;
    copy.token = token;
    copy.appId = appId;
    copy.accountId = accountId;
    copy.numbers = numbers;
    copy.seed = seed;
    copy.faults = faults;
    copy.speed = speed;
    copy.ledger = ledger;
    copy.customers = customers;
    copy.rate = rate;
    copy.hold = hold;
    change.accept(copy);
    return copy;
  }
}
