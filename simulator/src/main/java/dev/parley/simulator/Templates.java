package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The templates of the account: a fixed few, of the kinds that differ in how they are sent. Safe
/// for use by many threads. Source: "Templates", and `GET /{account}/message_templates`.
final class Templates {
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{([a-z0-9_]+)}}");

  /// A template in one language.
  ///
  /// @param named whether its variables have names, not numbers
  /// @param header the format of its header, such as `TEXT` or `IMAGE`; empty if it has none
  record Template(
      String name,
      String language,
      String category,
      String status,
      boolean named,
      String header,
      String body) {

    /// Authentication templates cannot be sent to a user id.
    boolean needsNumber() {
      return category.equals("authentication");
    }

    /// Held for quality assessment, then dropped.
    boolean held() {
      return name.equals("held_offer");
    }

    List<String> variables() {
      return VARIABLE.matcher(body).results().map(found -> found.group(1)).distinct().toList();
    }
  }

  private static final List<Template> ALL =
      List.of(
          new Template(
              "hello_world", "en_US", "utility", "APPROVED", false, "TEXT", "Welcome and hello."),
          new Template(
              "order_ready",
              "en_US",
              "utility",
              "APPROVED",
              false,
              "",
              "Hi {{1}}, your order {{2}} is ready."),
          new Template(
              "order_ready",
              "de",
              "utility",
              "APPROVED",
              false,
              "",
              "Hallo {{1}}, Ihre Bestellung {{2}} ist fertig."),
          new Template(
              "visit_reminder",
              "en_US",
              "utility",
              "APPROVED",
              true,
              "",
              "Dear {{first_name}}, see you at {{time}}."),
          new Template(
              "spring_offer",
              "en_US",
              "marketing",
              "APPROVED",
              false,
              "IMAGE",
              "Only for you, {{1}}: 20% off."),
          new Template(
              "held_offer", "en_US", "marketing", "APPROVED", false, "", "A new offer waits."),
          new Template(
              "login_code",
              "en_US",
              "authentication",
              "APPROVED",
              false,
              "",
              "{{1}} is your code."),
          new Template("paused_offer", "en_US", "marketing", "PAUSED", false, "", "Paused."),
          new Template("disabled_offer", "en_US", "marketing", "DISABLED", false, "", "Disabled."),
          new Template("rejected_offer", "en_US", "marketing", "REJECTED", false, "", "Rejected."));

  /// The template that a message sends; empty for other messages.
  ///
  /// @throws GraphError where it does not exist, cannot be sent, or its parameters do not fit
  Optional<Template> check(ObjectNode body) {
    if (!body.path("type").asText().equals("template")) {
      return Optional.empty();
    }
    JsonNode sent = body.path("template");
    String name = sent.path("name").asText();
    String language = sent.path("language").path("code").asText();
    Template template =
        ALL.stream()
            .filter(it -> it.name().equals(name) && it.language().equals(language))
            .filter(it -> !it.status().equals("REJECTED"))
            .findFirst()
            .orElseThrow(() ->
                GraphError.of(
                    GraphCode.TEMPLATE_ABSENT,
                    "template name (%s) does not exist in %s".formatted(name, language)));
    switch (template.status()) {
      case "PAUSED" -> throw GraphError.of(GraphCode.TEMPLATE_PAUSED, "The template is paused.");
      case "DISABLED" ->
          throw GraphError.of(GraphCode.TEMPLATE_DISABLED, "The template is disabled.");
      default -> parameters(template, sent.path("components"));
    }
    return Optional.of(template);
  }

  private static void parameters(Template template, JsonNode components) {
    JsonNode body = parametersOf(components, "body");
    int wanted = template.variables().size();
    if (body.size() != wanted) {
      throw GraphError.of(
          GraphCode.TEMPLATE_PARAMETERS,
          "body: number of localizable_params (%d) does not match the expected number of params (%d)"
              .formatted(body.size(), wanted));
    }
    Set<String> names = new HashSet<>();
    for (JsonNode parameter : body) {
      if (parameter.path("type").asText().equals("text")
          && parameter.path("text").asText().isEmpty()) {
        throw GraphError.of(GraphCode.TEMPLATE_FORMAT, "body: a text parameter is empty");
      }
      names.add(parameter.path("parameter_name").asText());
    }
    if (template.named() && !names.equals(Set.copyOf(template.variables()))) {
      throw GraphError.of(
          GraphCode.TEMPLATE_FORMAT,
          "body: parameter_name must be each of " + template.variables());
    }
    boolean media = !template.header().isEmpty() && !template.header().equals("TEXT");
    JsonNode header = parametersOf(components, "header");
    String kind = header.path(0).path("type").asText();
    if (media && !kind.equalsIgnoreCase(template.header())) {
      throw GraphError.of(
          GraphCode.TEMPLATE_FORMAT,
          "header: Format mismatch, expected %s, received %s"
              .formatted(template.header(), kind.isEmpty() ? "UNKNOWN" : kind));
    }
  }

  private static JsonNode parametersOf(JsonNode components, String type) {
    for (JsonNode component : components) {
      if (component.path("type").asText().equalsIgnoreCase(type)) {
        return component.path("parameters");
      }
    }
    return MetaJson.array();
  }

  /// A page of the list: `{"data": [...], "paging": {"cursors": {...}, "next": "..."}}`.
  ///
  /// @param limit how many at most
  /// @param after the cursor of the page before; empty for the first
  /// @param status only those of this status, in any letter case; empty for all
  /// @param self the address of the list, for `next`
  /// @throws GraphError 131059 for a cursor that is none
  ObjectNode page(int limit, String after, String status, String self) {
    List<Template> wanted =
        ALL.stream()
            .filter(it -> status.isEmpty() || it.status().equalsIgnoreCase(status))
            .toList();
    int from = after.isEmpty() ? 0 : position(after);
    if (from > wanted.size()) {
      throw GraphError.of(GraphCode.CURSOR, "The cursor is not valid; start again without one.");
    }
    int to = Math.min(wanted.size(), from + Math.max(1, limit));
    ObjectNode page = MetaJson.object();
    ArrayNode data = page.putArray("data");
    wanted.subList(from, to).forEach(it -> data.add(json(it)));
    ObjectNode paging = page.putObject("paging");
    paging.putObject("cursors").put("before", cursor(from)).put("after", cursor(to));
    if (to < wanted.size()) {
      paging.put("next", self + "?limit=" + limit + "&after=" + cursor(to));
    }
    return page;
  }

  private static ObjectNode json(Template template) {
    ObjectNode json = MetaJson.object();
    json.put("name", template.name()).put("language", template.language());
    json.put("status", template.status());
    json.put("category", template.category().toUpperCase(Locale.ROOT));
    json.put("parameter_format", template.named() ? "NAMED" : "POSITIONAL");
    json.put("id", Integer.toString(1_000_000 + ALL.indexOf(template)));
    json.putObject("quality_score").put("score", "UNKNOWN");
    ArrayNode components = json.putArray("components");
    if (!template.header().isEmpty()) {
      ObjectNode header = components.addObject().put("type", "HEADER");
      header.put("format", template.header());
      if (template.header().equals("TEXT")) {
        header.put("text", "Hello");
      }
    }
    components.addObject().put("type", "BODY").put("text", template.body());
    return json;
  }

  private static String cursor(int position) {
    return "QVFI" + position + "ZDZD";
  }

  private static int position(String cursor) {
    Matcher matcher = Pattern.compile("QVFI([0-9]{1,6})ZDZD").matcher(cursor);
    if (!matcher.matches()) {
      throw GraphError.of(GraphCode.CURSOR, "The cursor is not valid; start again without one.");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
