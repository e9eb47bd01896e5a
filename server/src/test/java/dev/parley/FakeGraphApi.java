package dev.parley;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The part of Meta's Graph API that the doctor uses, and the webhook of a Parley server, at the
/// same address. All checks pass until a test changes an answer.
///
/// It does not use the JDK's server, because that puts its own time into every answer.
public final class FakeGraphApi implements AutoCloseable {
  public static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOKEN = "secret-token";
  private static final String SECRET = "app-secret";
  private static final String APP = "990012345678901";
  private static final String ACCOUNT = "102290129340398";

  /// WhatsApp's id of the number of the business.
  public static final String NUMBER = "106540352242922";

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final ObjectNode number;
  private final List<String> deleted = new CopyOnWriteArrayList<>();
  private volatile Instant time = NOON;
  private volatile Buffer file = Buffer.buffer();

  private record Answer(int status, String body) {}

  public FakeGraphApi() {
    number =
        (ObjectNode)
            JSON.readTree(
                """
                {"display_phone_number": "+1 555-000-1001", "verified_name": "Cafe One",
                "quality_rating": "GREEN", "platform_type": "CLOUD_API",
                "throughput": {"level": "STANDARD"}, "status": "CONNECTED", "name_status": "APPROVED",
                "is_on_biz_app": false, "whatsapp_business_manager_messaging_limit": "TIER_2K",
                "health_status": {"can_send_message": "AVAILABLE", "entities": []}}
                """);
    server = vertx.createHttpServer().requestHandler(this::handle);
    server.listen(0, "127.0.0.1").await();
    answer(
        "debug_token",
        """
        {"data": {"app_id": "%s", "type": "SYSTEM_USER", "is_valid": true, "expires_at": 0,
        "data_access_expires_at": 0,
        "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"],
        "granular_scopes": [{"scope": "whatsapp_business_messaging", "target_ids": ["%s"]}]}}
        """
            .formatted(APP, ACCOUNT));
    answer(
        ACCOUNT + "/phone_numbers",
        "{\"data\": [{\"id\": \"%s\"}], \"paging\": {\"cursors\": {\"after\": \"A\"}}}"
            .formatted(NUMBER));
    answer(
        ACCOUNT + "/subscribed_apps",
        "{\"data\": [{\"whatsapp_business_api_data\": {\"id\": \"%s\"}}]}".formatted(APP));
    answer(
        APP + "/subscriptions",
        """
        {"data": [{"object": "page"}, {"object": "whatsapp_business_account", "active": true,
        "fields": [{"name": "calls", "version": "v25.0"}, {"name": "messages", "version": "v25.0"}]}]}
        """);
    answer(NUMBER + "/media", "{\"id\": \"m1\"}");
    answer("m1", "{\"id\": \"m1\", \"url\": \"%s/file\"}".formatted(url()));
    callback("{\"application\": \"%s/webhook\"}".formatted(url()));
  }

  /// Its address, without a slash at its end.
  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /// The settings of a Parley server that uses this API, without a data folder.
  public Map<String, String> settings() {
    return Map.of(
        "GRAPH_API_URL", url(),
        "WHATSAPP_ACCESS_TOKEN", TOKEN,
        "PHONE_NUMBER_ID", NUMBER,
        "BUSINESS_ACCOUNT_ID", ACCOUNT,
        "WHATSAPP_APP_SECRET", SECRET,
        "WEBHOOK_VERIFY_TOKEN", "verify-me",
        "PUBLIC_URL", url());
  }

  /// Sets the answer for a path below the version, or for `file` or `webhook`.
  public void answer(String path, String json) {
    answers.put(path, new Answer(200, json));
  }

  /// Sets the answer with another status than 200.
  public void answer(String path, int status, String body) {
    answers.put(path, new Answer(status, body));
  }

  /// Lets a path return an error of the Graph API.
  public void refuse(String path, int code, String message) {
    answer(
        path,
        400,
        JSON.writeValueAsString(
            Map.of("error", Map.of("message", message, "type", "OAuthException", "code", code))));
  }

  /// Sets a field of the number, as JSON; `null` removes it.
  public void number(String field, String json) {
    if (json.equals("null")) {
      number.remove(field);
    } else {
      number.set(field, JSON.readTree(json));
    }
  }

  /// The number's `webhook_configuration`.
  public void callback(String json) {
    number("webhook_configuration", json);
  }

  /// Sets its clock.
  public void time(Instant now) {
    time = now;
  }

  /// The ids of the deleted files.
  public List<String> deleted() {
    return deleted;
  }

  private void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    String path = orEmpty(request.path()).replaceFirst("^/(v[0-9.]+/)?", "");
    String after = request.getParam("after");
    Answer set = answers.get(after == null ? path : path + "?after=" + after);
    if (path.equals("webhook")) {
      boolean right = "verify-me".equals(request.getParam("hub.verify_token"));
      reply(
          request,
          set != null
              ? set
              : new Answer(right ? 200 : 403, orEmpty(request.getParam("hub.challenge"))));
    } else if (path.equals("health/live")) {
      reply(request, new Answer(200, "{}"));
    } else if (!allowed(path, orEmpty(request.getHeader("Authorization")))) {
      reply(request, error(190, "Invalid OAuth access token."));
    } else if (request.method().name().equals("DELETE")) {
      deleted.add(path);
      reply(request, new Answer(200, "{\"success\": true}"));
    } else if (set != null) {
      if (path.endsWith("/media")) {
        file = picture(body);
      }
      reply(request, set);
    } else if (path.equals("file")) {
      request.response().end(file);
    } else if (path.equals(NUMBER)) {
      reply(request, number(request));
    } else {
      reply(request, error(100, "Unsupported get request."));
    }
  }

  /// The content of the last part of a form, which is the file: the bytes between its head and the
  /// boundary.
  private static Buffer picture(Buffer form) {
    String text = new String(form.getBytes(), ISO_8859_1);
    int start = text.lastIndexOf("\r\n\r\n") + 4;
    return form.getBuffer(start, text.lastIndexOf("\r\n--"));
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static boolean allowed(String path, String authorization) {
    String token = path.endsWith("/subscriptions") ? APP + "|" + SECRET : TOKEN;
    return ("Bearer " + token).equals(authorization);
  }

  private Answer number(HttpServerRequest request) {
    String proof = request.getParam("appsecret_proof");
    if (proof != null && !proof.equals(proof())) {
      return error(100, "Invalid appsecret_proof provided in the API argument");
    }
    ObjectNode answer = JSON.createObjectNode().put("id", NUMBER);
    for (String field : orEmpty(request.getParam("fields")).split(",", -1)) {
      if (number.has(field)) {
        answer.set(field, number.get(field));
      } else if (!field.equals("id")) {
        return error(100, "Tried accessing nonexisting field (%s)".formatted(field));
      }
    }
    return new Answer(200, answer.toString());
  }

  private static String proof() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(TOKEN.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Answer error(int code, String message) {
    return new Answer(
        400, JSON.writeValueAsString(Map.of("error", Map.of("message", message, "code", code))));
  }

  private void reply(HttpServerRequest request, Answer answer) {
    request
        .response()
        .setStatusCode(answer.status)
        .putHeader(
            "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC)))
        .end(answer.body);
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
