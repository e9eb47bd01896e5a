package dev.parley.templates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Refusal;
import dev.parley.outgoing.Complaints;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of checking one message.
///
/// @param problems the parts that do not fit, with fields as in [Complaints]
/// @param text the text that the customer reads; null if it is not known
record Judgement(List<Refusal.Problem> problems, @Nullable String text) {
  boolean fits() {
    return problems.isEmpty();
  }

  static Judgement of(List<Template> templates, JsonNode sent) {
    String name = sent.path("name").asText();
    List<Template> named = templates.stream().filter(it -> it.name().equals(name)).toList();
    if (named.isEmpty()) {
      return wrong("name", "must be a template of the account: WhatsApp has none of this name");
    }
    String language = Template.canonical(sent.path("language").path("code").asText());
    Template template =
        named.stream()
            .filter(it -> Template.canonical(it.language()).equals(language))
            .findFirst()
            .orElse(null);
    if (template == null) {
      String there = String.join(", ", named.stream().map(Template::language).toList());
      return wrong("language.code", "must be one of the template's languages, which are: " + there);
    }
    if (!template.isApproved()) {
      return wrong(
          "name",
          "must be a template that is APPROVED: at WhatsApp this one is " + template.status());
    }
    List<Refusal.Problem> problems = new ArrayList<>();
    Shape shape = template.shape();
    TemplateFit.check(
        shape, sent, (field, problem) -> problems.add(new Refusal.Problem(field, problem)));
    return new Judgement(problems, problems.isEmpty() ? FilledText.of(shape, sent) : null);
  }

  private static Judgement wrong(String field, String problem) {
    return new Judgement(List.of(new Refusal.Problem(field, problem)), null);
  }
}
