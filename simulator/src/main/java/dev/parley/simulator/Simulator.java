package dev.parley.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Meta's side of the WhatsApp Cloud API, on a port of this machine. Safe for use by many threads.
///
/// ```java
/// try (Simulator meta = Simulator.start(SimulatorOptions.defaults().webhook(uri).secret("s"))) {
///   meta.customerWrites("15550100001", "Hello");
///   // point a client at meta.url(), let it send, and look into meta.ledger()
/// }
/// ```
public final class Simulator implements AutoCloseable {
  private final SimulatorOptions options;
  private final Map<String, BusinessNumber> numbers = new LinkedHashMap<>();
  private final Ledger ledger;
  private final SimulatedClock clock;
  private final Addresses addresses;
  private final Outbound outbound;
  private final Media media;
  private final Templates templates = new Templates();
  private final AccountSide accountSide;
  private final CustomerSide customerSide;
  private final SendEndpoint send;
  private final AccountEndpoints accounts;
  private final ControlEndpoints control;
  private final FrontDoor door;
  private final AtomicLong changes = new AtomicLong();
  private volatile Faults faults;

  private Simulator(SimulatorOptions options, Ledger ledger, SimulatedClock clock)
      throws IOException {
    this.options = options;
    this.ledger = ledger;
    this.clock = clock;
    this.faults = options.faults();
    options.numbers().forEach(number -> numbers.put(number.id(), number));
    Dice dice = new Dice(options.seed());
    this.addresses = new Addresses(options.webhook());
    WebhookValues values = new WebhookValues(numbers, dice, this::faults);
    Customers customers = new Customers(dice, this::faults);
    for (AcceptedMessage message : ledger.accepted()) {
      customers.reached(message.customer());
    }
    this.outbound =
        new Outbound(
            clock,
            ledger,
            dice,
            this::faults,
            options.secret(),
            options.accountId(),
            number -> addresses.subscribed() ? addressFor(number) : null);
    this.media = new Media(clock, dice, this::faults);
    Limits limits = new Limits(options.numbers());
    this.accountSide =
        new AccountSide(clock, ledger, dice, values, customers, media, limits, outbound);
    this.customerSide =
        new CustomerSide(
            clock,
            ledger,
            dice,
            this::faults,
            values,
            customers,
            media,
            limits,
            outbound,
            accountSide,
            options.customers());
    this.send =
        new SendEndpoint(
            clock,
            ledger,
            dice,
            this::faults,
            new MessageValidator(media::knows),
            limits,
            customers,
            templates,
            new StatusPlan(values, dice, this::faults, customers, ledger),
            outbound,
            message -> customerSide.answer(numberOrFirst(message.number()), message));
    this.accounts = new AccountEndpoints(options, this::faults, limits, addresses, outbound);
    this.control = new ControlEndpoints(this);
    this.door = new FrontDoor(this, options, dice);
  }

  /// Starts a simulator, and returns once it accepts requests. It sends the events that an earlier
  /// run with the same ledger has not reported, and customers begin to write.
  ///
  /// @throws UncheckedIOException if the port is taken, or the ledger cannot be used
  public static Simulator start(SimulatorOptions options) {
    Ledger ledger = Ledger.open(options.ledger());
    // Not earlier than the newest entry of the ledger, whose time may have run faster.
    Instant begin = Instant.ofEpochMilli(Math.max(System.currentTimeMillis(), ledger.newest()));
    SimulatedClock clock = new SimulatedClock(begin, options.speed());
    try {
      Simulator simulator = new Simulator(options, ledger, clock);
      simulator.outbound.resume();
      simulator.door.open();
      simulator.customerSide.startWriting(options.numbers(), options.rate());
      return simulator;
    } catch (IOException e) {
      clock.close();
      ledger.close();
      throw new UncheckedIOException(
          "cannot listen on %s:%d: %s".formatted(options.host(), options.port(), e.getMessage()),
          e);
    }
  }

  /// The port on which it listens.
  public int port() {
    return door.port();
  }

  /// Its address, for `GRAPH_API_URL`; without a `/` at its end.
  public URI url() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create(
        "http://%s:%d".formatted(host.equals("0.0.0.0") ? "localhost" : host, port()));
  }

  /// The record of accepted, refused, reported and acknowledged messages and events.
  public Ledger ledger() {
    return ledger;
  }

  /// The time.
  public SimulatedClock clock() {
    return clock;
  }

  /// The current rates of all faults.
  public Faults faults() {
    return faults;
  }

  /// Replaces the rates of all faults from now on.
  public void faults(Faults wanted) {
    faults = wanted;
  }

  /// Lets a customer write a text to the first number.
  ///
  /// @param from the customer's number in digits, or a user id such as `US.20481632649612825501`
  /// @return the message's id
  public String customerWrites(String from, String text) {
    return incoming(MetaJson.object().put("from", from).put("text", text));
  }

  /// Lets a customer perform an action.
  ///
  /// @param request the body of `POST /simulate/incoming`: `from`; `type` (`text` if absent);
  ///   `text`; `message`, properties that are copied into the message; `number`, the id of the
  ///   business's number (the first if absent); `name`; `standby`; `to`, for `system`
  /// @return the id of the message or call
  /// @throws IllegalArgumentException if the request is wrong
  public String incoming(ObjectNode request) {
    BusinessNumber number = number(request);
    try {
      return customerSide.act(number, request);
    } catch (GraphError wrong) {
      throw new IllegalArgumentException(wrong.sentence(), wrong);
    }
  }

  /// Changes, adds or removes a template; webhooks report it, unless `webhook` is false. When the
  /// simulator is started again, the templates are the original ones.
  ///
  /// @param request the body of `POST /simulate/template`: `name`; `language` (`en_US` if absent);
  ///   `status`, `quality`, `category`, `body`, `components`, `parameter_format`; `removed`;
  ///   `webhook`
  /// @return the number of webhooks
  /// @throws IllegalArgumentException if the request is wrong
  public int template(ObjectNode request) {
    List<Templates.TemplateChange> news;
    try {
      news = templates.change(request);
    } catch (GraphError wrong) {
      throw new IllegalArgumentException(wrong.sentence(), wrong);
    }
    if (!request.path("webhook").asBoolean(true)) {
      return 0;
    }
    long now = clock.millis();
    for (Templates.TemplateChange one : news) {
      String id = "template/" + changes.incrementAndGet() + "/" + now;
      Event event = new Event(id, one.field(), one.value(), now, "templates", false, false);
      ledger.happen(new UnpromptedEvent(id, "", "", "template", now, false, false), List.of(event));
      outbound.owe(List.of(event));
    }
    return news.size();
  }

  /// Webhooks that are not about a number always go to the app's own address, despite overrides.
  /// Source: "Webhooks > Override".
  private @Nullable URI addressFor(String number) {
    return number.isEmpty() ? addresses.app() : addresses.inForce(number);
  }

  /// Simulates an event of the account, a number, a template, or the phone on which a number is
  /// also used.
  ///
  /// @param request the body of `POST /simulate/event`: `field`, the field of a webhook; `event`,
  ///   what happened; `from`, the customer, if it is about one; `number`, the id of the business's
  ///   number (the first if absent); `template`; `value`, properties that are copied into the
  ///   webhook's value
  /// @return `{"ids": [...]}`, the ids of the messages that come with it
  /// @throws IllegalArgumentException if the request is wrong
  public ObjectNode event(ObjectNode request) {
    BusinessNumber number = number(request);
    try {
      return accountSide.act(number, request);
    } catch (GraphError wrong) {
      throw new IllegalArgumentException(wrong.sentence(), wrong);
    }
  }

  private BusinessNumber number(ObjectNode request) {
    String id = CustomerSide.numberOf(request, options.numbers().getFirst().id());
    BusinessNumber number = number(id);
    if (number == null) {
      throw new IllegalArgumentException("number must be one of " + numbers.keySet());
    }
    return number;
  }

  /// Verifies an address with the verify token, and sends webhooks there from now on.
  ///
  /// @return whether it was verified; otherwise the address does not change
  public boolean webhook(URI address) {
    if (!outbound.verify(address, options.verifyToken())) {
      return false;
    }
    addresses.app(address);
    outbound.resume();
    return true;
  }

  /// Stops: accepts no more requests and sends no more webhooks. Owed events stay in the ledger.
  @Override
  public void close() {
    door.close();
    clock.close();
    outbound.close();
    ledger.close();
  }

  String accountId() {
    return options.accountId();
  }

  @Nullable BusinessNumber number(String id) {
    return numbers.get(id);
  }

  void refused(int code) {
    ledger.refuse(code, null, clock.millis());
  }

  SendEndpoint send() {
    return send;
  }

  Media media() {
    return media;
  }

  Templates templates() {
    return templates;
  }

  AccountEndpoints accounts() {
    return accounts;
  }

  ControlEndpoints control() {
    return control;
  }

  private BusinessNumber numberOrFirst(String id) {
    BusinessNumber number = numbers.get(id);
    return number == null ? options.numbers().getFirst() : number;
  }
}
