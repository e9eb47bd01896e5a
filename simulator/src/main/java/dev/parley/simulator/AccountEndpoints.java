package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Endpoints that read and change the app, the account and its numbers. They help to find out why
/// no messages arrive. Safe for use by many threads.
///
/// Source: "Business phone numbers", "Health status", "Webhooks > Override", and Graph's
/// `debug_token`.
final class AccountEndpoints {
  private static final Set<String> NUMBER_FIELDS =
      Set.of(
          "id",
          "display_phone_number",
          "verified_name",
          "status",
          "quality_rating",
          "quality_score",
          "name_status",
          "new_name_status",
          "code_verification_status",
          "account_mode",
          "platform_type",
          "is_on_biz_app",
          "is_pin_enabled",
          "is_official_business_account",
          "throughput",
          "whatsapp_business_manager_messaging_limit",
          "webhook_configuration",
          "health_status",
          "last_onboarded_time");

  private static final List<String> SUBSCRIBED =
      List.of(
          "account_update",
          "calls",
          "history",
          "message_template_status_update",
          "messages",
          "messaging_handovers",
          "phone_number_quality_update",
          "smb_app_state_sync",
          "smb_message_echoes",
          "standby");

  private final SimulatorOptions options;
  private final Supplier<Faults> faults;
  private final Limits limits;
  private final Addresses addresses;
  private final Outbound outbound;

  AccountEndpoints(
      SimulatorOptions options,
      Supplier<Faults> faults,
      Limits limits,
      Addresses addresses,
      Outbound outbound) {
    this.options = options;
    this.faults = faults;
    this.limits = limits;
    this.addresses = addresses;
    this.outbound = outbound;
  }

  /// `GET /debug_token?input_token=T`.
  ObjectNode debugToken(Map<String, String> query) {
    String asked = query.get("input_token");
    if (asked == null) {
      throw GraphError.parameter("The parameter input_token is required.");
    }
    if (AppToken.is(asked)) {
      return debugAppToken(asked);
    }
    boolean expired = on(Fault.ACCOUNT_TOKEN_EXPIRED);
    boolean valid = !expired && (options.token() == null || options.token().equals(asked));
    ObjectNode body = MetaJson.object();
    ObjectNode data = body.putObject("data").put("app_id", options.appId());
    data.put("type", "SYSTEM_USER").put("application", "Simulated app").put("is_valid", valid);
    data.put("expires_at", expired ? 1 : 0).put("data_access_expires_at", 0);
    ArrayNode scopes = data.putArray("scopes");
    if (!on(Fault.ACCOUNT_PERMISSION_MISSING)) {
      scopes.add("whatsapp_business_messaging");
    }
    scopes.add("whatsapp_business_management");
    ArrayNode granular = data.putArray("granular_scopes");
    for (JsonNode scope : scopes) {
      granular
          .addObject()
          .put("scope", scope.asText())
          .putArray("target_ids")
          .add(options.accountId());
    }
    if (!valid) {
      data.putObject("error").put("code", 190).put("message", "The session is not valid.");
    }
    return body;
  }

  private ObjectNode debugAppToken(String asked) {
    ObjectNode body = MetaJson.object();
    ObjectNode data = body.putObject("data");
    try {
      AppToken.check(asked, options.appId(), options.secret());
      data.put("app_id", options.appId()).put("type", "APP");
      data.put("application", "Simulated app").put("is_valid", true).putArray("scopes");
    } catch (GraphError refusal) {
      data.putObject("error")
          .put("code", refusal.number())
          .put("message", String.valueOf(refusal.getMessage()));
      data.put("is_valid", false).putArray("scopes");
    }
    return body;
  }

  /// `GET /{number}?fields=`; without `fields` it returns the id and a few others.
  ///
  /// @throws GraphError 100 for a field that does not exist
  ObjectNode number(BusinessNumber number, @Nullable String fields) {
    List<String> wanted =
        fields == null || fields.isEmpty()
            ? List.of(
                "verified_name",
                "code_verification_status",
                "display_phone_number",
                "quality_rating",
                "platform_type",
                "throughput")
            : List.of(fields.split(",", -1));
    ObjectNode json = MetaJson.object();
    for (String field : wanted) {
      if (!NUMBER_FIELDS.contains(field)) {
        throw GraphError.parameter(
            "Tried accessing nonexisting field (%s) on node type (WhatsAppBusinessPhoneNumber)"
                .formatted(field));
      }
      put(json, field, number);
    }
    return json.put("id", number.id());
  }

  private void put(ObjectNode json, String field, BusinessNumber number) {
    boolean registered = !on(Fault.ACCOUNT_NOT_REGISTERED);
    switch (field) {
      case "display_phone_number" -> json.put(field, "+" + number.display());
      case "verified_name" -> json.put(field, "Simulated Business");
      case "status" -> json.put(field, registered ? "CONNECTED" : "DISCONNECTED");
      case "quality_rating" -> json.put(field, on(Fault.ACCOUNT_SPAM_LIMIT) ? "RED" : "GREEN");
      case "quality_score" -> json.putObject(field).put("score", "GREEN");
      case "name_status", "new_name_status" ->
          json.put(field, on(Fault.ACCOUNT_NAME_NOT_APPROVED) ? "DECLINED" : "APPROVED");
      case "code_verification_status" -> json.put(field, "VERIFIED");
      case "account_mode" -> json.put(field, "LIVE");
      case "platform_type" -> json.put(field, registered ? "CLOUD_API" : "NOT_APPLICABLE");
      case "is_on_biz_app" -> json.put(field, limits.level(number.id()) == Throughput.PHONE);
      case "is_official_business_account" -> json.put(field, false);
      case "is_pin_enabled" -> json.put(field, true);
      case "throughput" -> json.putObject(field).put("level", limits.level(number.id()).level());
      case "whatsapp_business_manager_messaging_limit" -> json.put(field, "TIER_250");
      case "last_onboarded_time" -> json.put(field, "2026-01-02T03:04:05+0000");
      case "webhook_configuration" -> json.set(field, webhooks(number));
      case "health_status" -> json.set(field, health(number.id()));
      default -> {} // the id, which every answer has
    }
  }

  private ObjectNode webhooks(BusinessNumber number) {
    ObjectNode json = MetaJson.object();
    put(json, "phone_number", addresses.number(number.id()));
    put(json, "whatsapp_business_account", addresses.account());
    put(json, "application", addresses.app());
    return json;
  }

  private static void put(ObjectNode json, String level, @Nullable URI address) {
    if (address != null) {
      json.put(level, address.toString());
    }
  }

  /// `GET /{account}?fields=`: the account's own fields.
  ObjectNode account(@Nullable String fields) {
    ObjectNode json = MetaJson.object();
    for (String field : fields == null ? List.<String>of() : List.of(fields.split(",", -1))) {
      switch (field) {
        case "id" -> {}
        case "name" -> json.put(field, "Simulated Business");
        case "health_status" -> json.set(field, health(options.accountId()));
        default ->
            throw GraphError.parameter(
                "Tried accessing nonexisting field (%s) on node type (WhatsAppBusinessAccount)"
                    .formatted(field));
      }
    }
    return json.put("id", options.accountId());
  }

  private ObjectNode health(String id) {
    ObjectNode health = MetaJson.object();
    ArrayNode entities = MetaJson.array();
    String number =
        entity(
            entities,
            "PHONE_NUMBER",
            id,
            on(Fault.ACCOUNT_NOT_REGISTERED) ? GraphCode.NOT_REGISTERED : null);
    GraphCode trouble =
        on(Fault.ACCOUNT_PAYMENT_PROBLEM)
            ? GraphCode.PAYMENT
            : on(Fault.ACCOUNT_LOCKED) ? GraphCode.LOCKED : null;
    String account = entity(entities, "WABA", options.accountId(), trouble);
    var _ = entity(entities, "BUSINESS", "990012345678901", null);
    var _ = entity(entities, "APP", options.appId(), null);
    boolean blocked = number.equals("BLOCKED") || account.equals("BLOCKED");
    health.put("can_send_message", blocked ? "BLOCKED" : "AVAILABLE");
    health.set("entities", entities);
    return health;
  }

  private static String entity(
      ArrayNode entities, String type, String id, @Nullable GraphCode trouble) {
    String can = trouble == null ? "AVAILABLE" : "BLOCKED";
    ObjectNode entity = entities.addObject().put("entity_type", type).put("id", id);
    entity.put("can_send_message", can);
    if (trouble != null) {
      entity
          .putArray("errors")
          .addObject()
          .put("error_code", trouble.number())
          .put("error_description", trouble.title())
          .put("possible_solution", "Correct it in the account's settings.");
    }
    return can;
  }

  /// `POST /{number}` with `webhook_configuration`: another address for the number's webhooks.
  Answer configure(BusinessNumber number, ObjectNode body) {
    Check configuration = new Check(body, "").object("webhook_configuration");
    addresses.number(number.id(), override(configuration));
    outbound.resume();
    return Answer.success();
  }

  /// `POST /{account}/subscribed_apps`: subscribes the app; webhooks go to the address in the body,
  /// if there is one.
  Answer subscribe(ObjectNode body) {
    addresses.account(override(new Check(body, "")));
    addresses.subscribed(true);
    outbound.resume();
    return Answer.success();
  }

  /// `DELETE /{account}/subscribed_apps`: ends the subscription, and so the webhooks.
  Answer unsubscribe() {
    addresses.subscribed(false);
    return Answer.success();
  }

  /// Verifies and returns the address that a request sets; null if the request removes the address.
  private @Nullable URI override(Check check) {
    String address = check.optionalText("override_callback_uri", 200);
    if (address == null || address.isEmpty()) {
      return null;
    }
    check.link("override_callback_uri");
    URI uri = URI.create(address);
    if (!outbound.verify(uri, check.text("verify_token", 200))) {
      throw GraphError.of(
          GraphCode.PARAMETER, "The callback address did not answer with the challenge.");
    }
    return uri;
  }

  /// `GET /{account}/subscribed_apps`.
  ObjectNode subscribedApps() {
    ObjectNode json = MetaJson.object();
    ArrayNode data = json.putArray("data");
    if (addresses.subscribed()) {
      ObjectNode app = data.addObject();
      app.putObject("whatsapp_business_api_data")
          .put("id", options.appId())
          .put("name", "Simulated app")
          .put("link", "https://example.com/");
      put(app, "override_callback_uri", addresses.account());
    }
    return json;
  }

  /// `GET /{account}/phone_numbers`.
  ObjectNode numbers() {
    ObjectNode json = MetaJson.object();
    ArrayNode data = json.putArray("data");
    options.numbers().forEach(number -> data.add(number(number, null)));
    json.putObject("paging")
        .putObject("cursors")
        .put("before", "QVFI0ZDZD")
        .put("after", "QVFI1ZDZD");
    return json;
  }

  /// `GET /{app}/subscriptions`: the subscribed webhook fields.
  ObjectNode subscriptions() {
    ObjectNode json = MetaJson.object();
    ObjectNode one = json.putArray("data").addObject();
    one.put("object", "whatsapp_business_account").put("active", true);
    put(one, "callback_url", addresses.app());
    ArrayNode fields = one.putArray("fields");
    for (String field : SUBSCRIBED) {
      fields.addObject().put("name", field).put("version", "v25.0");
    }
    return json;
  }

  private boolean on(Fault fault) {
    return faults.get().rate(fault) > 0;
  }
}
