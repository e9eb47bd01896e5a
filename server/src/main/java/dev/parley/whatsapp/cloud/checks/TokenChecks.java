package dev.parley.whatsapp.cloud.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.advice.Advice;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Secret;
import dev.parley.doctor.Check;
import dev.parley.doctor.Verdict;
import dev.parley.json.LooseJson;
import dev.parley.text.Text;
import java.io.IOException;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Checks the kind and permissions of the access token, and whether the app secret belongs to the
/// token's app.
final class TokenChecks {
  private static final String MESSAGING = "whatsapp_business_messaging";
  private static final String MANAGEMENT = "whatsapp_business_management";
  private static final String NEW_TOKEN =
      "Make a token of a system user that never expires, and set WHATSAPP_ACCESS_TOKEN.";
  private static final int MOST = 100;

  private final ParleyConfig.WhatsApp config;
  private final ParleyConfig.Account account;
  private final Questions questions;
  private final Facts facts;
  private final Clock clock;

  TokenChecks(
      ParleyConfig.WhatsApp config,
      ParleyConfig.Account account,
      Questions questions,
      Facts facts,
      Clock clock) {
    this.config = config;
    this.account = account;
    this.questions = questions;
    this.facts = facts;
    this.clock = clock;
  }

  List<Check> all() {
    return List.of(
        MetaChecks.check(
            MetaChecks.TOKEN, List.of(MetaChecks.GRAPH), "nothing can be sent", this::token),
        new Check("permissions", List.of(MetaChecks.TOKEN), this::permissions));
  }

  /// The check of the app secret. It runs after the check of the number, because it reads the
  /// number with a proof made from the secret.
  Check appSecret() {
    return MetaChecks.check(
        MetaChecks.APP_SECRET,
        List.of(MetaChecks.NUMBER),
        "it is unknown whether the app secret is right",
        this::secret);
  }

  private Verdict token() throws GraphRefusal, IOException, InterruptedException {
    String token = URLEncoder.encode(account.accessToken().value(), UTF_8);
    JsonNode data = questions.ask("debug_token?input_token=" + token).path("data");
    facts.token.learn(data);
    if (!LooseJson.flag(data, "is_valid")) {
      return Verdict.fail(
          "The access token is not valid any more, so nothing can be sent: %s."
              .formatted(reason(data)),
          Advice.on(190).orElse(NEW_TOKEN));
    }
    long expires = seconds(data, "expires_at");
    long access = seconds(data, "data_access_expires_at");
    if (expires > 0) {
      return ends("The access token", expires);
    }
    if (access > 0) {
      return ends("The access token's access to data", access);
    }
    String type = text(data, "type");
    if (!type.equals("SYSTEM_USER")) {
      return Verdict.warn(
          "The access token is of type %s, so it ends when that person's access does."
              .formatted(type),
          NEW_TOKEN);
    }
    return Verdict.ok(
        "The access token belongs to a system user of the app %s and never expires."
            .formatted(text(data, "app_id")));
  }

  private Verdict ends(String what, long second) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC);
    return second <= clock.instant().getEpochSecond()
        ? Verdict.fail("%s ended on %s, so nothing can be sent.".formatted(what, day), NEW_TOKEN)
        : Verdict.warn(
            "%s ends on %s, and nothing can be sent after that.".formatted(what, day), NEW_TOKEN);
  }

  private static String reason(JsonNode data) {
    @Nullable String message = LooseJson.text(data.path("error"), "message", MOST);
    return message == null ? "no reason given" : message.replaceAll("[.\\s]+$", "");
  }

  /// A time in `data`, in seconds since 1970; 0 if the token never ends, or if the value is not a
  /// time.
  private static long seconds(JsonNode data, String name) {
    long second = data.path(name).asLong();
    return second > 0 && second < Instant.MAX.getEpochSecond() ? second : 0;
  }

  private static String text(JsonNode data, String name) {
    @Nullable String text = LooseJson.anyText(data, name);
    return text == null ? "unknown" : Text.cut(text, MOST);
  }

  private Verdict permissions() {
    JsonNode token = facts.token.get();
    Set<String> scopes = new LinkedHashSet<>();
    token.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    if (!scopes.contains(MESSAGING)) {
      return Verdict.fail(
          "The access token lacks the permission %s, so nothing can be sent.".formatted(MESSAGING),
          Advice.on(10).orElse(NEW_TOKEN));
    }
    String wanted = config.businessAccountId();
    Set<String> accounts = accounts(token, MESSAGING);
    if (wanted != null && !accounts.isEmpty() && !accounts.contains(wanted)) {
      return Verdict.fail(
          "The access token may not use the account %s, so nothing can be sent from its numbers."
              .formatted(wanted),
          "Give the token's system user the account (Business settings, System users, Assign"
              + " assets), or correct BUSINESS_ACCOUNT_ID.");
    }
    return scopes.contains(MANAGEMENT)
        ? Verdict.ok("The access token has both permissions.")
        : Verdict.warn(
            "The access token lacks the permission %s, so templates and the account cannot be read."
                .formatted(MANAGEMENT),
            Advice.on(10).orElse(NEW_TOKEN));
  }

  /// The accounts that a permission is limited to; empty if it is not limited.
  static Set<String> accounts(JsonNode token, String permission) {
    Set<String> accounts = new LinkedHashSet<>();
    for (JsonNode scope : token.path("granular_scopes")) {
      if (scope.path("scope").asText().equals(permission)) {
        scope.path("target_ids").forEach(id -> accounts.add(id.asText()));
      }
    }
    return accounts;
  }

  /// The only account that the token may use, if it is known.
  static @Nullable String onlyAccount(JsonNode token) {
    Set<String> accounts = accounts(token, MESSAGING);
    return accounts.size() == 1 ? accounts.iterator().next() : null;
  }

  private Verdict secret() throws GraphRefusal, IOException, InterruptedException {
    List<Secret> secrets = config.appSecrets();
    if (secrets.isEmpty()) {
      return Verdict.skipped(
          "WHATSAPP_APP_SECRET is not set, so neither it nor the webhook's fields are checked.",
          "Copy the app secret from the App Dashboard (App settings, Basic).");
    }
    int right = 0;
    for (Secret secret : secrets) {
      if (proves(secret)) {
        facts.secret.learn(secret);
        right++;
      }
    }
    if (right == 0) {
      return Verdict.fail(
          "WHATSAPP_APP_SECRET is not the secret of the token's app, so webhooks of that app are"
              + " refused.",
          "Copy the secret of the app %s again (App Dashboard, App settings, Basic)."
              .formatted(text(facts.token.get(), "app_id")));
    }
    return right == secrets.size()
        ? Verdict.ok("WHATSAPP_APP_SECRET is the secret of the token's app.")
        : Verdict.ok(
            "One of the %d secrets in WHATSAPP_APP_SECRET is that of the token's app."
                .formatted(secrets.size()));
  }

  /// Whether the Graph API accepts a request with a proof that was made with `secret`.
  private boolean proves(Secret secret) throws GraphRefusal, IOException, InterruptedException {
    String proof = proof(secret, account.accessToken());
    try {
      var _ =
          questions.ask(
              account.phoneNumberIds().getFirst() + "?fields=id&appsecret_proof=" + proof);
      return true;
    } catch (GraphRefusal refusal) {
      if (refusal.isUnknownField()) { // Meta reports a wrong proof in this way
        return false;
      }
      throw refusal;
    }
  }

  /// Source: Graph API docs, "Secure Graph API Calls".
  private static String proof(Secret secret, Secret token) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.value().getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(token.value().getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK lacks HmacSHA256", impossible);
    }
  }
}
