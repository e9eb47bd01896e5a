package dev.parley.whatsapp.cloud.checks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.config.ParleyConfig;
import dev.parley.config.Secret;
import dev.parley.doctor.Check;
import dev.parley.doctor.Verdict;
import dev.parley.json.LooseJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks whether customers' messages reach Parley: the account, the app's subscription to it, the
/// effective address and the fields to which the app is subscribed.
final class WebhookChecks {
  private static final int PAGES = 10;
  private static final int PAGE = 100;
  private static final int MOST = 200;
  private static final String MESSAGES = "messages";
  private static final String ECHOES = "smb_message_echoes";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  private final ParleyConfig.WhatsApp config;
  private final Questions questions;
  private final List<String> numbers;
  private final @Nullable URI publicUrl;
  private final Facts facts;

  WebhookChecks(
      ParleyConfig.WhatsApp config,
      Questions questions,
      List<String> numbers,
      @Nullable URI publicUrl,
      Facts facts) {
    this.config = config;
    this.questions = questions;
    this.numbers = numbers;
    this.publicUrl = publicUrl;
    this.facts = facts;
  }

  List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(
        MetaChecks.check(
            MetaChecks.ACCOUNT,
            List.of(MetaChecks.NUMBER),
            "the account cannot be read",
            this::account));
    checks.add(
        MetaChecks.check(
            "subscribed_app",
            List.of(MetaChecks.ACCOUNT),
            "it is unknown whether messages come",
            this::subscribedApp));
    for (String number : numbers) {
      String end = number.equals(numbers.getFirst()) ? "" : "_" + number;
      checks.add(
          MetaChecks.check(
              "callback" + end,
              List.of(MetaChecks.NUMBER + end),
              "it is unknown where messages go",
              () -> callback(number)));
    }
    checks.add(
        MetaChecks.check(
            "webhook_fields",
            List.of(MetaChecks.APP_SECRET),
            "it is unknown which messages come",
            this::fields));
    return checks;
  }

  private Verdict account() throws GraphRefusal, IOException, InterruptedException {
    String id = config.businessAccountId();
    String account = id != null ? id : TokenChecks.onlyAccount(facts.token.get());
    if (account == null || !ID.matcher(account).matches()) {
      return Verdict.skipped(
          "BUSINESS_ACCOUNT_ID is not set, so its subscription is not checked.",
          "Set it to the WhatsApp Business account's id (WhatsApp, API Setup).");
    }
    facts.account.learn(account);
    String path = account + "/phone_numbers?fields=id&limit=" + PAGE;
    String next = path;
    Set<String> missing = new LinkedHashSet<>(numbers);
    for (int page = 0; page < PAGES; page++) {
      JsonNode answer = questions.ask(next);
      for (JsonNode number : answer.path("data")) {
        missing.remove(String.valueOf(LooseJson.anyText(number, "id")));
      }
      if (missing.isEmpty()) {
        return Verdict.ok(
            "%s to the account %s."
                .formatted(
                    numbers.size() == 1 ? "The number belongs" : "The numbers belong", account));
      }
      @Nullable String after = LooseJson.text(answer.path("paging").path("cursors"), "after");
      if (after == null || !answer.path("paging").has("next")) {
        return Verdict.fail(
            "The account %s does not have the number %s, so its webhooks are of other numbers."
                .formatted(account, String.join(", ", missing)),
            "Compare BUSINESS_ACCOUNT_ID and PHONE_NUMBER_ID with WhatsApp, API Setup.");
      }
      next = path + "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
    }
    return Verdict.skipped(
        "The account %s has more than %d numbers: not all of them were searched."
            .formatted(account, PAGES * PAGE));
  }

  private Verdict subscribedApp() throws GraphRefusal, IOException, InterruptedException {
    String account = facts.account.get();
    @Nullable String app = LooseJson.anyText(facts.token.get(), "app_id");
    for (JsonNode one : questions.ask(account + "/subscribed_apps").path("data")) {
      @Nullable String id = LooseJson.anyText(one.path("whatsapp_business_api_data"), "id");
      if (id != null && id.equals(app)) {
        return Verdict.ok("The app %s is subscribed to the account.".formatted(app));
      }
    }
    return Verdict.fail(
        "The app %s is not subscribed to the account %s, so Parley receives no customer messages."
            .formatted(app == null ? "of the token" : app, account),
        "Subscribe it: curl -X POST \"%s/%s/%s/subscribed_apps\" -H \"Authorization: Bearer"
                .formatted(config.graphUrl(), config.graphVersion(), account)
            + " $WHATSAPP_ACCESS_TOKEN\"");
  }

  private Verdict callback(String number) throws GraphRefusal, IOException, InterruptedException {
    JsonNode webhooks =
        questions.ask(number + "?fields=webhook_configuration").path("webhook_configuration");
    String level = "the number";
    @Nullable String address = LooseJson.text(webhooks, "phone_number", MOST);
    if (address == null || address.isBlank()) {
      level = "the account";
      address = LooseJson.text(webhooks, "whatsapp_business_account", MOST);
    }
    if (address == null || address.isBlank()) {
      level = "the app";
      address = LooseJson.text(webhooks, "application", MOST);
    }
    if (address == null || address.isBlank()) {
      return Verdict.fail(
          "No address is registered for webhooks, so Parley receives no customer messages.",
          "Enter <PUBLIC_URL>/webhook and the verify token in the App Dashboard (WhatsApp,"
              + " Configuration).");
    }
    if (publicUrl == null) {
      return Verdict.skipped(
          "Webhooks go to %s, set for %s; PUBLIC_URL is not set, so it is unknown whether that is"
                  .formatted(address, level)
              + " here.",
          "Set PUBLIC_URL to the address under which Meta reaches Parley.");
    }
    String here = publicUrl + "/webhook";
    return same(address, here)
        ? Verdict.ok("Webhooks go to %s, set for %s.".formatted(address, level))
        : Verdict.fail(
            "Webhooks go to %s, set for %s, and not to %s, so Parley receives no customer messages."
                .formatted(address, level, here),
            level.equals("the app")
                ? "Change it in the App Dashboard (WhatsApp, Configuration), or correct PUBLIC_URL."
                : "Remove the override of %s at Meta, or correct PUBLIC_URL.".formatted(level));
  }

  /// Whether two addresses are the same, regardless of letter case, a default port and a slash at
  /// the end.
  private static boolean same(String one, String other) {
    return plain(one).equals(plain(other));
  }

  private static String plain(String address) {
    return address
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceFirst("^(https://[^/]*):443(?=/|$)", "$1")
        .replaceFirst("^(http://[^/]*):80(?=/|$)", "$1")
        .replaceFirst("/+$", "");
  }

  private Verdict fields() throws IOException, InterruptedException {
    @Nullable String app = LooseJson.anyText(facts.token.get(), "app_id");
    if (app == null || !ID.matcher(app).matches()) {
      return Verdict.skipped("Meta does not say which app the token belongs to.");
    }
    Secret appToken = new Secret(app + "|" + facts.secret.get().value());
    JsonNode subscriptions;
    try {
      subscriptions = questions.ask(app + "/subscriptions", appToken).path("data");
    } catch (GraphRefusal refusal) { // only the app's token was refused
      return Verdict.skipped(
          "Meta does not say which fields the app is subscribed to: %s.".formatted(refusal.title()),
          "See whether messages is subscribed in the App Dashboard (WhatsApp, Configuration).");
    }
    for (JsonNode one : subscriptions) {
      if ("whatsapp_business_account".equals(LooseJson.text(one, "object"))) {
        return fields(one);
      }
    }
    return Verdict.fail(
        "The app %s is not subscribed to any field of WhatsApp accounts, so Parley receives no customer messages."
            .formatted(app),
        "Subscribe to the field messages in the App Dashboard (WhatsApp, Configuration).");
  }

  private Verdict fields(JsonNode subscription) {
    if (subscription.has("active") && !LooseJson.flag(subscription, "active")) {
      return Verdict.fail(
          "The app's subscription is not active, so Parley receives no customer messages.",
          "Verify the webhook again in the App Dashboard (WhatsApp, Configuration).");
    }
    Set<String> fields = new LinkedHashSet<>();
    for (JsonNode field : subscription.path("fields")) {
      fields.add(field.isTextual() ? field.textValue() : field.path("name").asText());
    }
    if (!fields.contains(MESSAGES)) {
      return missing(MESSAGES, "messages and statuses do not come", true);
    }
    if (LooseJson.flag(facts.number.get(), "is_on_biz_app") && !fields.contains(ECHOES)) {
      return missing(ECHOES, "what is written on the phone does not come", false);
    }
    return Verdict.ok("The app is subscribed to messages.");
  }

  private static Verdict missing(String field, String effect, boolean fails) {
    String sentence = "The app is not subscribed to the field %s, so %s.".formatted(field, effect);
    String advice =
        "Subscribe to %s in the App Dashboard (WhatsApp, Configuration).".formatted(field);
    return fails ? Verdict.fail(sentence, advice) : Verdict.warn(sentence, advice);
  }
}
