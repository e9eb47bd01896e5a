package dev.parley.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The templates of the account. At first they are the few in the resource `templates.json`, which
/// differ in how they are sent. Safe for use by many threads. Source: "Templates", and `GET
/// /{account}/message_templates`.
final class Templates {
  private static final Pattern CURSOR = Pattern.compile("QVFI([0-9]{1,6})ZDZD");
  private static final int FIRST_ID = 1_000_000;

  private final List<Template> all = new CopyOnWriteArrayList<>();

  Templates() {
    try (InputStream resource = Templates.class.getResourceAsStream("templates.json")) {
      if (resource == null) {
        throw new IllegalStateException("templates.json is missing from the program");
      }
      for (JsonNode template : MetaJson.parse(resource.readAllBytes())) {
        all.add(new Template(complete((ObjectNode) template, FIRST_ID + all.size())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode complete(ObjectNode template, int id) {
    template.put("id", Integer.toString(id));
    if (!template.has("parameter_format")) {
      template.put("parameter_format", "POSITIONAL");
    }
    if (!template.has("quality_score")) {
      template.putObject("quality_score").put("score", "UNKNOWN");
    }
    return template;
  }

  /// The template that a message sends; empty for other messages.
  ///
  /// @throws GraphError if it does not exist, cannot be sent, or its parameters do not fit
  Optional<Template> check(ObjectNode body) {
    if (!body.path("type").asText().equals("template")) {
      return Optional.empty();
    }
    JsonNode sent = body.path("template");
    String name = sent.path("name").asText();
    String language = sent.path("language").path("code").asText();
    Template template =
        find(name, language)
            .filter(it -> !Set.of("REJECTED", "PENDING").contains(it.status()))
            .orElseThrow(() ->
                GraphError.of(
                    GraphCode.TEMPLATE_ABSENT,
                    "template name (%s) does not exist in %s".formatted(name, language)));
    switch (template.status()) {
      case "PAUSED" -> throw GraphError.of(GraphCode.TEMPLATE_PAUSED, "The template is paused.");
      case "DISABLED" ->
          throw GraphError.of(GraphCode.TEMPLATE_DISABLED, "The template is disabled.");
      default -> TemplateCheck.check(template, sent.path("components"));
    }
    return Optional.of(template);
  }

  private Optional<Template> find(String name, String language) {
    return all.stream()
        .filter(it -> it.name().equals(name) && it.language().equals(language))
        .findFirst();
  }

  /// A change of a template, as webhooks report it: the field of the webhook, and its value.
  record TemplateChange(String field, ObjectNode value) {}

  /// Changes a template, or adds one.
  ///
  /// @param request `name`; `language` (`en_US` if absent); `status`, `quality`, `category`, `body`
  ///   (its text), `components`, `parameter_format`; `removed`, which removes it
  /// @return the changes that webhooks report
  /// @throws GraphError if the request is wrong
  synchronized List<TemplateChange> change(ObjectNode request) {
    Check check =
        new Check(request, "")
            .only(
                Set.of(
                    "name",
                    "language",
                    "status",
                    "quality",
                    "category",
                    "body",
                    "components",
                    "parameter_format",
                    "removed",
                    "webhook"));
    String name = check.text("name", 512);
    String given = check.optionalText("language", 20);
    String language = given == null ? "en_US" : given;
    Optional<Template> found = find(name, language);
    ObjectNode json = found.map(it -> it.json().deepCopy()).orElseGet(() -> added(name, language));
    ObjectNode about =
        MetaJson.object()
            .put("message_template_id", json.path("id").asLong())
            .put("message_template_name", name)
            .put("message_template_language", language.replace('_', '-')); // as in Meta's webhooks
    List<TemplateChange> news = new ArrayList<>();
    apply(request, json, about, news);
    found.ifPresent(all::remove);
    if (request.path("removed").asBoolean()) {
      news.add(status(about, "PENDING_DELETION"));
    } else {
      all.add(new Template(json));
    }
    return news;
  }

  private ObjectNode added(String name, String language) {
    ObjectNode json = MetaJson.object().put("name", name).put("language", language);
    json.put("status", "APPROVED").put("category", "UTILITY");
    json.putArray("components").addObject().put("type", "BODY").put("text", "Hello.");
    int newest = all.stream().mapToInt(it -> it.json().path("id").asInt()).max().orElse(FIRST_ID);
    return complete(json, newest + 1);
  }

  private static void apply(
      ObjectNode request, ObjectNode json, ObjectNode about, List<TemplateChange> news) {
    if (request.has("status")) {
      String status = request.path("status").asText().toUpperCase(Locale.ROOT);
      json.put("status", status);
      news.add(status(about, status));
    }
    if (request.has("quality")) {
      ObjectNode value = about.deepCopy();
      value.put("previous_quality_score", json.at("/quality_score/score").asText());
      value.put("new_quality_score", request.path("quality").asText());
      json.putObject("quality_score").put("score", request.path("quality").asText());
      news.add(new TemplateChange("message_template_quality_update", value));
    }
    if (request.has("category")) {
      ObjectNode value = about.deepCopy();
      value.put("previous_category", json.path("category").asText());
      value.put("new_category", request.path("category").asText());
      json.put("category", request.path("category").asText());
      news.add(new TemplateChange("template_category_update", value));
    }
    if (request.has("parameter_format")) {
      json.set("parameter_format", request.path("parameter_format"));
    }
    if (request.path("components").isArray()) {
      json.set("components", request.path("components"));
    }
    if (request.has("body")) {
      setBody(json, request.path("body").asText());
    }
    if (request.has("body") || request.has("components")) {
      ObjectNode value = about.deepCopy();
      value.put("message_template_element", request.path("body").asText());
      news.add(new TemplateChange("message_template_components_update", value));
    }
  }

  private static void setBody(ObjectNode json, String text) {
    for (JsonNode component : json.path("components")) {
      if (component instanceof ObjectNode body && body.path("type").asText().equals("BODY")) {
        body.put("text", text);
      }
    }
  }

  private static TemplateChange status(ObjectNode about, String event) {
    ObjectNode value = MetaJson.object().put("event", event);
    value.setAll(about);
    value.put("reason", "NONE");
    return new TemplateChange("message_template_status_update", value);
  }

  /// A page of the list: `{"data": [...], "paging": {"cursors": {...}, "next": "..."}}`.
  ///
  /// @param limit the maximum number of templates
  /// @param after the cursor of the page before; empty for the first
  /// @param status only templates with this status, in any letter case; empty for all
  /// @param self the address of the list, for `next`
  /// @throws GraphError 131059 if `after` is not a cursor
  ObjectNode page(int limit, String after, String status, String self) {
    List<Template> wanted =
        all.stream()
            .filter(it -> status.isEmpty() || it.status().equalsIgnoreCase(status))
            .toList();
    int from = after.isEmpty() ? 0 : position(after);
    if (from > wanted.size()) {
      throw GraphError.of(GraphCode.CURSOR, "The cursor is not valid; start again without one.");
    }
    int to = Math.min(wanted.size(), from + Math.max(1, limit));
    ObjectNode page = MetaJson.object();
    ArrayNode data = page.putArray("data");
    wanted.subList(from, to).forEach(it -> data.add(it.json().deepCopy()));
    ObjectNode paging = page.putObject("paging");
    paging.putObject("cursors").put("before", cursor(from)).put("after", cursor(to));
    if (to < wanted.size()) {
      paging.put("next", self + "?limit=" + limit + "&after=" + cursor(to));
    }
    return page;
  }

  private static String cursor(int position) {
    return "QVFI" + position + "ZDZD";
  }

  private static int position(String cursor) {
    Matcher matcher = CURSOR.matcher(cursor);
    if (!matcher.matches()) {
      throw GraphError.of(GraphCode.CURSOR, "The cursor is not valid; start again without one.");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
