package dev.parley.simulator;

import static java.lang.System.Logger.Level.ERROR;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Receives requests, checks whether they are allowed and finds the endpoint that answers them. One
/// thread for each request.
///
/// Paths below `/v25.0` and other versions are Graph's, and need an access token; `/ledger` and
/// `/simulate` belong to the simulator, and need none.
final class FrontDoor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FrontDoor.class.getName());
  private static final int MOST_JSON = 1024 * 1024;
  private static final int MOST_MEDIA = 101 * 1024 * 1024;
  private static final Pattern VERSION = Pattern.compile("v([0-9]{1,3})\\.[0-9]{1,2}");
  private static final Set<String> READS = Set.of("GET", "HEAD");

  static {
    // Without this property, an answer waits 40 ms for the acknowledgement of its header. The JDK
    // reads the property once, at the first use of its server.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final Simulator simulator;
  private final SimulatorOptions options;
  private final Dice dice;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("simulator-", 0).factory());
  private final CountDownLatch closed = new CountDownLatch(1);

  FrontDoor(Simulator simulator, SimulatorOptions options, Dice dice) throws IOException {
    this.simulator = simulator;
    this.options = options;
    this.dice = dice;
    this.server = HttpServer.create(new InetSocketAddress(options.host(), options.port()), 1_024);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  void open() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer;
    try {
      answer = route(exchange);
    } catch (GraphError refusal) {
      answer = error(refusal);
    } catch (IllegalArgumentException e) {
      answer = error(GraphError.parameter(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.log(ERROR, "a request could not be answered", e);
      answer = error(GraphError.of(GraphCode.INTERNAL, "An error of the simulator."));
    }
    write(exchange, answer);
  }

  private Answer error(GraphError refusal) {
    String trace = "A" + Long.toUnsignedString(dice.number("trace", refusal.toString()), 36);
    return new Answer.Bytes(
        refusal.status(), "application/json; charset=UTF-8", MetaJson.plain(refusal.body(trace)));
  }

  private Answer route(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().substring(1).split("/", -1);
    String method = exchange.getRequestMethod();
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    return switch (path[0]) {
      case "ledger", "simulate" -> simulator.control().handle(method, path, body(exchange));
      case "whatsapp_business" -> {
        authorize(exchange, query);
        yield simulator.media().download(query);
      }
      default -> {
        Matcher version = VERSION.matcher(path[0]);
        if (!version.matches() || path.length < 2) {
          throw GraphError.of(GraphCode.UNKNOWN_PATH, "Unknown path components: /" + path[0]);
        }
        authorize(exchange, query);
        yield graph(
            exchange,
            method,
            Integer.parseInt(version.group(1)),
            path[1],
            path.length > 2 ? path[2] : "",
            query);
      }
    };
  }

  private void authorize(HttpExchange exchange, Map<String, String> query) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String token =
        header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
            ? header.substring(7).strip()
            : query.getOrDefault("access_token", "");
    try {
      if (token.isEmpty()) {
        throw GraphError.token(GraphCode.TOKEN_REQUIRED);
      }
      boolean ofApp = AppToken.is(token);
      if (ofApp) {
        AppToken.check(token, options.appId(), options.secret());
      } else if (options.token() != null && !options.token().equals(token)) {
        throw GraphError.token(GraphCode.TOKEN_INVALID);
      }
      prove(token, query.get("appsecret_proof"));
      boolean ofTheApp = isOfTheApp(exchange.getRequestURI().getPath());
      if (ofTheApp && !ofApp) {
        throw GraphError.of(GraphCode.APP_TOKEN_REQUIRED);
      }
      for (Map.Entry<Fault, GraphCode> fault :
          List.of(
              Map.entry(Fault.ACCOUNT_APP_LIMIT, GraphCode.APP_LIMIT),
              Map.entry(Fault.ACCOUNT_CALL_LIMIT, GraphCode.CALL_LIMIT),
              Map.entry(Fault.ACCOUNT_RESTRICTED, GraphCode.RESTRICTED),
              Map.entry(Fault.ACCOUNT_LOCKED, GraphCode.LOCKED))) {
        if (simulator.faults().rate(fault.getKey()) > 0 && !reads(exchange)) {
          throw GraphError.of(
              fault.getValue(), "This fault was simulated: " + fault.getKey().wireName() + ".");
        }
      }
      boolean debug = exchange.getRequestURI().getPath().endsWith("/debug_token");
      if (simulator.faults().rate(Fault.ACCOUNT_TOKEN_EXPIRED) > 0 && !debug && !ofApp) {
        throw GraphError.token(GraphCode.TOKEN_EXPIRED);
      }
      if (ofApp && !ofTheApp && !debug) { // an app has no account
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        throw GraphError.absent(
            exchange.getRequestMethod().toLowerCase(Locale.ROOT), path.length > 2 ? path[2] : "");
      }
      if (simulator.faults().rate(Fault.ACCOUNT_PERMISSION_MISSING) > 0 && !reads(exchange)) {
        throw GraphError.of(GraphCode.PERMISSION, "whatsapp_business_messaging is missing.");
      }
    } catch (GraphError refusal) {
      simulator.refused(refusal.number());
      throw refusal;
    }
  }

  /// Whether a path is about the app, for which Graph requires the app's own token.
  private boolean isOfTheApp(String path) {
    return path.matches("/v[0-9.]+/" + options.appId() + "/subscriptions");
  }

  /// Checks the proof that the caller has the app secret, if the request contains one. Source:
  /// Graph API docs, "Secure Graph API calls".
  private void prove(String token, @Nullable String proof) {
    String secret = options.secret();
    if (proof != null && secret != null && !proof.equals(MetaJson.hmac(secret, token))) {
      throw GraphError.parameter("Invalid appsecret_proof provided in the API argument");
    }
  }

  private static boolean reads(HttpExchange exchange) {
    return READS.contains(exchange.getRequestMethod());
  }

  private Answer graph(
      HttpExchange exchange,
      String method,
      int version,
      String id,
      String edge,
      Map<String, String> query)
      throws IOException {
    BusinessNumber number = simulator.number(id);
    if (number != null && method.equals("POST") && edge.equals("messages")) {
      return simulator.send().handle(number, json(exchange), version);
    }
    try {
      return other(exchange, method, id, edge, query);
    } catch (GraphError refusal) {
      simulator.refused(refusal.number());
      throw refusal;
    }
  }

  /// All requests except messages.
  private Answer other(
      HttpExchange exchange, String method, String id, String edge, Map<String, String> query)
      throws IOException {
    String call = method + ' ' + edge;
    if (id.equals("debug_token") && call.equals("GET ")) {
      return Answer.ok(simulator.accounts().debugToken(query));
    }
    BusinessNumber number = simulator.number(id);
    if (number != null) {
      return switch (call) {
        case "POST media" ->
            simulator
                .media()
                .upload(
                    number,
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    bytes(exchange, MOST_MEDIA));
        case "GET " -> Answer.ok(simulator.accounts().number(number, query.get("fields")));
        case "POST " -> simulator.accounts().configure(number, json(exchange));
        default -> throw GraphError.of(GraphCode.UNKNOWN_PATH, "Unknown path: " + call);
      };
    }
    if (id.equals(options.accountId())) {
      return switch (call) {
        case "GET " -> Answer.ok(simulator.accounts().account(query.get("fields")));
        case "GET phone_numbers" -> Answer.ok(simulator.accounts().numbers());
        case "GET subscribed_apps" -> Answer.ok(simulator.accounts().subscribedApps());
        case "POST subscribed_apps" -> simulator.accounts().subscribe(body(exchange));
        case "DELETE subscribed_apps" -> simulator.accounts().unsubscribe();
        case "GET message_templates" -> Answer.ok(templates(exchange, query));
        default -> throw GraphError.of(GraphCode.UNKNOWN_PATH, "Unknown path: " + call);
      };
    }
    if (id.equals(options.appId()) && call.equals("GET subscriptions")) {
      return Answer.ok(simulator.accounts().subscriptions());
    }
    Answer medium =
        switch (call) {
          case "GET " ->
              simulator.media().describe(id, query.get("phone_number_id"), base(exchange));
          case "DELETE " -> simulator.media().delete(id);
          default -> null;
        };
    if (medium == null) {
      throw GraphError.absent(method.toLowerCase(Locale.ROOT), id);
    }
    return medium;
  }

  private ObjectNode templates(HttpExchange exchange, Map<String, String> query) {
    String limit = query.getOrDefault("limit", "25");
    if (!limit.matches("[0-9]{1,4}")) {
      throw GraphError.parameter("Param limit must be a number.");
    }
    return simulator
        .templates()
        .page(
            Integer.parseInt(limit),
            query.getOrDefault("after", ""),
            query.getOrDefault("status", ""),
            base(exchange) + exchange.getRequestURI().getPath());
  }

  /// The address under which the caller reached the simulator.
  private String base(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    return host == null || !host.matches("[A-Za-z0-9.:\\[\\]-]{1,200}")
        ? simulator.url().toString()
        : "http://" + host;
  }

  /// The body as an object; an empty object if there is no body.
  private static ObjectNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = bytes(exchange, MOST_JSON);
    return bytes.length == 0 ? MetaJson.object() : object(bytes);
  }

  private static ObjectNode json(HttpExchange exchange) throws IOException {
    return object(bytes(exchange, MOST_JSON));
  }

  private static ObjectNode object(byte[] bytes) {
    JsonNode json;
    try {
      json = MetaJson.parse(bytes);
    } catch (IOException e) {
      throw GraphError.parameter("The body is not valid JSON.");
    }
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw GraphError.parameter("The body must be a JSON object.");
  }

  private static byte[] bytes(HttpExchange exchange, int most) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(most + 1);
    if (bytes.length > most) {
      throw GraphError.parameter("The body exceeds the limit of " + most + " bytes.");
    }
    return bytes;
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? List.<String>of() : List.of(raw.split("&", -1))) {
      int sign = pair.indexOf('=');
      query.put(
          URLDecoder.decode(sign < 0 ? pair : pair.substring(0, sign), UTF_8),
          sign < 0 ? "" : URLDecoder.decode(pair.substring(sign + 1), UTF_8));
    }
    return query;
  }

  private void write(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      switch (answer) {
        case Answer.Bytes(int status, String type, byte[] body) -> {
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          if (body.length > 0) {
            exchange.getResponseBody().write(body);
          }
        }
        case Answer.Stream stream -> stream(exchange, stream);
        case Answer.Redirect(String address) -> {
          exchange.getResponseHeaders().set("Location", address);
          exchange.sendResponseHeaders(302, -1);
        }
        case Answer.Endless(String type) -> {
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(200, 0);
          byte[] zeros = new byte[64 * 1024];
          for (int i = 0; i < 1_024; i++) {
            exchange.getResponseBody().write(zeros);
          }
        }
        case Answer.Nothing(boolean held) -> {
          if (held) {
            hold(options.hold());
          }
        }
      }
    }
  }

  private void stream(HttpExchange exchange, Answer.Stream answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.sendResponseHeaders(200, answer.body().length);
    OutputStream out = exchange.getResponseBody();
    int piece = Math.max(1, answer.body().length / 10);
    for (int at = 0; at < answer.sent(); at += piece) {
      out.write(answer.body(), at, Math.min(piece, answer.sent() - at));
      out.flush();
      if (answer.slow()) {
        hold(Duration.ofMillis(200));
      }
    }
  }

  private void hold(Duration open) {
    try {
      var _ = closed.await(open.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
