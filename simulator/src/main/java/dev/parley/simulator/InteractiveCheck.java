package dev.parley.simulator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks the object `interactive` of a message. Source: the pages of "Messages > Interactive", and
/// Meta's OpenAPI document.
final class InteractiveCheck {
  private static final Set<String> TYPES =
      Set.of(
          "address_message",
          "button",
          "call_permission_request",
          "carousel",
          "catalog_message",
          "cta_url",
          "flow",
          "list",
          "location_request_message",
          "product",
          "product_list",
          "request_contact_info",
          "voice_call");
  private static final Set<String> WITHOUT_BODY = Set.of("product");

  private final Check interactive;

  InteractiveCheck(Check interactive) {
    this.interactive = interactive;
  }

  /// @throws GraphError if the object is not valid
  void check() {
    String type = interactive.oneOf("type", TYPES);
    var _ = interactive.only(Set.of("type", "header", "body", "footer", "action"));
    if (!WITHOUT_BODY.contains(type) || interactive.json().has("body")) {
      var _ = interactive.object("body").text("text", type.equals("list") ? 4_096 : 1_024);
    }
    Check footer = interactive.optionalObject("footer");
    if (footer != null) {
      var _ = footer.text("text", 60);
    }
    Check header = interactive.optionalObject("header");
    if (header != null) {
      String kind = header.oneOf("type", Set.of("text", "image", "video", "document"));
      if (kind.equals("text")) {
        var _ = header.text("text", 60);
      } else {
        var _ = header.object(kind);
      }
    }
    Check action = interactive.object("action");
    switch (type) {
      case "button" -> buttons(action);
      case "list" -> list(action);
      case "cta_url" -> {
        named(action, "cta_url");
        Check parameters = action.object("parameters");
        var _ = parameters.text("display_text", 20);
        parameters.link("url");
      }
      case "flow" -> flow(action);
      case "product_list" -> {
        var _ = interactive.object("header");
        var _ = action.text("catalog_id", 100);
        var _ = action.objects("sections", 1, 10);
      }
      case "product" -> {
        var _ = action.text("catalog_id", 100);
        var _ = action.text("product_retailer_id", 100);
      }
      case "carousel" -> {
        var _ = action.objects("cards", 2, 10);
      }
      case "location_request_message" -> named(action, "send_location");
      default -> named(action, type);
    }
  }

  private static void named(Check action, String name) {
    if (!action.text("name", 100).equals(name)) {
      throw action.invalid("name", "must be " + name);
    }
  }

  private static void buttons(Check action) {
    Set<String> ids = new HashSet<>();
    Set<String> titles = new HashSet<>();
    for (Check button : action.objects("buttons", 1, 3)) {
      var _ = button.oneOf("type", Set.of("reply"));
      Check reply = button.object("reply");
      unique(reply, "id", reply.text("id", 256), ids);
      unique(reply, "title", reply.text("title", 20), titles);
    }
  }

  private static void list(Check action) {
    var _ = action.text("button", 20);
    List<Check> sections = action.objects("sections", 1, 10);
    Set<String> ids = new HashSet<>();
    int rows = 0;
    for (Check section : sections) {
      if (sections.size() > 1) {
        var _ = section.text("title", 24);
      } else {
        var _ = section.optionalText("title", 24);
      }
      for (Check row : section.objects("rows", 1, 10)) {
        unique(row, "id", row.text("id", 200), ids);
        var _ = row.text("title", 24);
        var _ = row.optionalText("description", 72);
        rows++;
      }
    }
    if (rows > 10) {
      throw action.invalid("sections", "must have at most 10 rows in all, has " + rows);
    }
  }

  private static void flow(Check action) {
    named(action, "flow");
    Check parameters = action.object("parameters");
    var _ = parameters.text("flow_message_version", 10);
    var _ = parameters.text("flow_cta", 30);
    if (parameters.json().has("flow_id") == parameters.json().has("flow_name")) {
      throw parameters.invalid("flow_id", "or flow_name must be given, and not both");
    }
  }

  private static void unique(Check where, String name, String value, Set<String> seen) {
    if (!seen.add(value)) {
      throw where.invalid(name, "must be unique");
    }
  }
}
