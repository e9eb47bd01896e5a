package dev.parley.whatsapp.cloud.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.advice.Advice;
import dev.parley.config.ParleyConfig;
import dev.parley.doctor.Check;
import dev.parley.doctor.Verdict;
import dev.parley.json.LooseJson;
import dev.parley.text.Text;
import dev.parley.whatsapp.cloud.Throughput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks the state of a number, and how much may be sent from it.
final class NumberChecks {
  private static final List<String> ALWAYS_THERE =
      List.of(
          "id",
          "display_phone_number",
          "verified_name",
          "quality_rating",
          "platform_type",
          "throughput");

  /// Fields that not every version of the API has, and not every account.
  private static final List<String> SOMETIMES_THERE =
      List.of(
          "status", "name_status", "is_on_biz_app", "whatsapp_business_manager_messaging_limit");

  private static final Pattern TIER = Pattern.compile("TIER_([0-9]+)(K?)");
  private static final Pattern DOT = Pattern.compile("[.\\s]+$");
  private static final int MOST = 100;
  private static final int LONGEST = 600;
  private static final String SEEN_BY_META = "See the number in WhatsApp Manager.";

  private final Questions questions;
  private final String numberId;
  private final String end;
  private final ParleyConfig.Sending sending;
  private final Facts facts;

  /// @param end the end of the checks' names; "" for the first number
  NumberChecks(
      Questions questions, String numberId, String end, ParleyConfig.Sending sending, Facts facts) {
    this.questions = questions;
    this.numberId = numberId;
    this.end = end;
    this.sending = sending;
    this.facts = facts;
  }

  List<Check> all() {
    List<String> number = List.of(MetaChecks.NUMBER + end);
    return List.of(
        MetaChecks.check(
            MetaChecks.NUMBER + end,
            List.of(MetaChecks.TOKEN),
            "nothing can be sent from the number",
            this::number),
        new Check(MetaChecks.REGISTRATION + end, number, this::registration),
        new Check("display_name" + end, number, this::displayName),
        new Check("quality" + end, number, this::quality),
        new Check("limits" + end, number, this::limits),
        MetaChecks.check(
            "health" + end,
            number,
            "it is unknown whether something holds messages up",
            this::health));
  }

  private Verdict number() throws GraphRefusal, IOException, InterruptedException {
    ObjectNode number = fields(ALWAYS_THERE);
    try {
      number.setAll(fields(SOMETIMES_THERE));
    } catch (GraphRefusal together) {
      if (!together.isUnknownField()) {
        throw together;
      }
      for (String field : SOMETIMES_THERE) {
        number.setAll(fieldIfKnown(field));
      }
    }
    facts.number.learn(number);
    return Verdict.ok(
        "The token can read the number %s (%s)."
            .formatted(
                orUnknown(number, "display_phone_number"), orUnknown(number, "verified_name")));
  }

  private Verdict registration() {
    JsonNode number = facts.number.get();
    @Nullable String status = word(number, "status");
    @Nullable String platform = word(number, "platform_type");
    String advice = Advice.on(133010).orElse(SEEN_BY_META);
    if (platform != null && !platform.equals("CLOUD_API")) {
      return Verdict.fail(
          "The number is not registered for the Cloud API (platform_type %s), so nothing can be sent."
              .formatted(platform),
          advice);
    }
    return status == null || status.equals("CONNECTED")
        ? Verdict.ok("The number is registered for the Cloud API.")
        : Verdict.fail(
            "The number is not connected (status %s), so nothing can be sent.".formatted(status),
            advice);
  }

  private ObjectNode fields(List<String> names)
      throws GraphRefusal, IOException, InterruptedException {
    JsonNode answer = questions.ask(numberId + "?fields=" + String.join(",", names));
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      if (answer.has(name)) {
        fields.set(name, answer.get(name));
      }
    }
    return fields;
  }

  private ObjectNode fieldIfKnown(String name)
      throws GraphRefusal, IOException, InterruptedException {
    try {
      return fields(List.of(name));
    } catch (GraphRefusal refusal) {
      if (refusal.isUnknownField()) {
        return JsonNodeFactory.instance.objectNode();
      }
      throw refusal;
    }
  }

  private Verdict displayName() {
    @Nullable String status = word(facts.number.get(), "name_status");
    return switch (status) {
      case null -> Verdict.skipped("Meta does not say whether the display name is approved.");
      case "APPROVED", "AVAILABLE_WITHOUT_REVIEW" -> Verdict.ok("The display name is approved.");
      default ->
          Verdict.warn(
              "The display name is not approved (%s), so customers see the number alone and sending"
                      .formatted(status)
                  + " may be limited.",
              "See the display name in WhatsApp Manager; after a refusal choose another one.");
    };
  }

  private Verdict quality() {
    @Nullable String rating = word(facts.number.get(), "quality_rating");
    return switch (rating) {
      case null -> Verdict.ok("The number has no quality rating yet.");
      case "UNKNOWN", "NA" -> Verdict.ok("The number has no quality rating yet.");
      case "GREEN" -> Verdict.ok("The quality rating is GREEN.");
      case "RED" ->
          Verdict.fail(
              "The quality rating is RED: customers block or report the number, and Meta may limit"
                  + " or block it.",
              "Send fewer templates, and only to people who asked for them.");
      default ->
          Verdict.warn(
              "The quality rating is %s: some customers block or report the number."
                  .formatted(rating),
              "Send fewer templates, and only to people who asked for them.");
    };
  }

  private Verdict limits() {
    JsonNode number = facts.number.get();
    int most = Throughput.perSecond(number).orElse(0);
    if (most > 0 && sending.perSecond() > most) {
      return Verdict.warn(
          "SEND_PER_SECOND is %d, but WhatsApp takes %d messages a second from this number and"
                  .formatted(sending.perSecond(), most)
              + " refuses the others.",
          "Set SEND_PER_SECOND=%d.".formatted(most));
    }
    return Verdict.ok(
        "%s; %s."
            .formatted(
                customers(word(number, "whatsapp_business_manager_messaging_limit")),
                most > 0
                    ? "%d messages a second are possible".formatted(most)
                    : "Meta does not say how many messages a second are possible"));
  }

  /// The number of customers to whom the business may write first, from `TIER_2K` and similar
  /// words.
  private static String customers(@Nullable String tier) {
    if (tier == null) {
      return "Meta does not say how many customers a day may be written to first";
    }
    Matcher matcher = TIER.matcher(tier);
    return matcher.matches()
        ? "%s%s customers a day may be written to first"
            .formatted(matcher.group(1), matcher.group(2).isEmpty() ? "" : ",000")
        : "The limit for customers who are written to first is " + tier;
  }

  private Verdict health() throws GraphRefusal, IOException, InterruptedException {
    JsonNode health = questions.ask(numberId + "?fields=health_status").path("health_status");
    @Nullable String able = word(health, "can_send_message");
    return switch (able) {
      case null -> Verdict.skipped("Meta does not say whether something holds messages up.");
      case "AVAILABLE" -> Verdict.ok("Meta sees nothing that holds messages up.");
      case "BLOCKED" ->
          Verdict.fail(
              "Meta blocks messages of this number: %s.".formatted(reasons(health)),
              solutions(health));
      default ->
          Verdict.warn(
              "Meta limits messages of this number (%s): %s.".formatted(able, reasons(health)),
              solutions(health));
    };
  }

  private static String reasons(JsonNode health) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode entity : health.path("entities")) {
      String type = orUnknown(entity, "entity_type");
      for (JsonNode error : entity.path("errors")) {
        reasons.add(
            "%s: %s (%d)"
                .formatted(
                    type,
                    DOT.matcher(String.valueOf(LooseJson.text(error, "error_description", LONGEST)))
                        .replaceAll(""),
                    error.path("error_code").asLong()));
      }
      for (JsonNode more : entity.path("additional_info")) {
        String text = Text.clean(Text.cut(more.asText(), LONGEST));
        reasons.add(type + ": " + DOT.matcher(text).replaceAll(""));
      }
    }
    return reasons.isEmpty() ? "it gives no reason" : Text.cut(String.join("; ", reasons), LONGEST);
  }

  private static String solutions(JsonNode health) {
    List<String> solutions = new ArrayList<>();
    for (JsonNode entity : health.path("entities")) {
      for (JsonNode error : entity.path("errors")) {
        @Nullable String solution = LooseJson.text(error, "possible_solution", LONGEST);
        if (solution != null && !solution.isBlank()) {
          solutions.add(solution.strip());
        }
      }
    }
    return solutions.isEmpty() ? SEEN_BY_META : Text.cut(String.join(" ", solutions), LONGEST);
  }

  private static @Nullable String word(JsonNode parent, String name) {
    return LooseJson.text(parent, name, MOST);
  }

  private static String orUnknown(JsonNode parent, String name) {
    @Nullable String word = word(parent, name);
    return word == null ? "unknown" : word;
  }
}
