package dev.parley.outgoing;

import java.util.ArrayList;
import java.util.List;

/// Messages that send a template: its name and the values of its placeholders. This class does not
/// know which placeholders a template has. Source: Cloud API docs, "Templates".
final class TemplateParts {
  private static final int MOST_COMPONENTS = 20;
  private static final int MOST_PARAMETERS = 50;
  private static final int MOST_TARGETS = 10;
  private static final int LAST_BUTTON = 9;

  private static final int MAX_HEADER = 60;
  private static final int MAX_TEXT = 1024;
  private static final int MAX_SUFFIX = 2000;
  private static final int MAX_PAYLOAD = 256;
  private static final int MAX_COUPON = 20;
  private static final int MAX_TOKEN = 1024;
  private static final int MAX_TITLE = 256;
  private static final long LARGEST = Long.MAX_VALUE;

  private static final List<String> TOP =
      List.of(
          "header", "body", "button", "carousel", "limited_time_offer", "tap_target_configuration");
  private static final List<String> ON_CARDS = List.of("header", "body", "button");
  private static final List<String> IN_HEADER =
      List.of("text", "image", "video", "document", "location", "product");
  private static final List<String> IN_BODY = List.of("text", "currency", "date_time", "group_id");
  private static final List<String> BUTTONS =
      List.of(
          "quick_reply",
          "url",
          "copy_code",
          "flow",
          "catalog",
          "mpm",
          "voice_call",
          "request_contact_info",
          "call_permission_request");

  private TemplateParts() {}

  static void read(Part template) {
    template.needText("name", IdFormats.TEMPLATE, IdFormats.TEMPLATE_ALLOWED);
    Part language = template.needObject("language");
    if (language != null) {
      language.needText("code", IdFormats.LANGUAGE, IdFormats.LANGUAGE_ALLOWED);
    }
    components(template, TOP);
  }

  private static void components(Part parent, List<String> allowed) {
    List<Part> components = parent.objects("components", 0, MOST_COMPONENTS);
    List<Part> single = new ArrayList<>();
    List<Part> buttons = new ArrayList<>();
    for (Part component : components) {
      String type = component.needWord("type", allowed);
      if (type != null) {
        (type.equals("button") ? buttons : single).add(component);
        component(component, type);
      }
    }
    Part.unique(single, "type");
    Part.unique(buttons, "index");
  }

  private static void component(Part component, String type) {
    switch (type) {
      case "header" -> parameters(component.objects("parameters", 0, 1), IN_HEADER, MAX_HEADER);
      case "body" ->
          parameters(component.objects("parameters", 0, MOST_PARAMETERS), IN_BODY, MAX_TEXT);
      case "button" -> button(component);
      case "carousel" -> carousel(component);
      case "limited_time_offer", "tap_target_configuration" ->
          parameters(component.needObjects("parameters", 1, 1), List.of(type), MAX_TEXT);
      default -> throw new IllegalStateException("a component without rules: " + type);
    }
  }

  private static void carousel(Part component) {
    List<Part> cards =
        component.needObjects("cards", CarouselParts.FEWEST_CARDS, CarouselParts.MOST_CARDS);
    CarouselParts.number(cards);
    for (Part card : cards) {
      components(card, ON_CARDS);
    }
  }

  private static void button(Part button) {
    String kind = button.needWord("sub_type", BUTTONS);
    Long index = button.needWhole("index", 0, LAST_BUTTON);
    if (index != null) {
      button.out().put("index", index.toString()); // the docs show both forms
    }
    if (kind == null) {
      return;
    }
    switch (kind) {
      case "quick_reply" -> one(button, "payload", MAX_PAYLOAD);
      case "url" -> one(button, "text", MAX_SUFFIX);
      case "copy_code" -> one(button, "coupon_code", MAX_COUPON);
      case "flow", "catalog", "mpm" -> one(button, "action", MAX_TOKEN);
      default -> button.without("must be left out: %s has none".formatted(kind), "parameters");
    }
  }

  /// Checks the parameter of a button with one parameter.
  private static void one(Part button, String type, int most) {
    parameters(button.needObjects("parameters", 1, 1), List.of(type), most);
  }

  private static void parameters(List<Part> parameters, List<String> allowed, int most) {
    for (Part parameter : parameters) {
      String type = parameter.needWord("type", allowed);
      if (type != null) {
        parameter(parameter, type, most);
      }
    }
    names(parameters);
  }

  /// Checks that either all placeholders have names or all have numbers.
  private static void names(List<Part> parameters) {
    boolean any = parameters.stream().anyMatch(it -> it.has("parameter_name"));
    for (Part parameter : parameters) {
      if (any && !parameter.has("parameter_name")) {
        parameter.wrong("parameter_name", "is required where another parameter has one");
      }
      parameter.text("parameter_name", IdFormats.PARAMETER, IdFormats.PARAMETER_ALLOWED);
    }
    Part.unique(parameters, "parameter_name");
  }

  private static void parameter(Part parameter, String type, int most) {
    switch (type) {
      case "text", "payload", "coupon_code" -> parameter.needText(type, most);
      case "group_id" -> parameter.needText(type, IdFormats.MAX_ID);
      case "tap_target_configuration" -> {
        for (Part target : parameter.needObjects(type, 1, MOST_TARGETS)) {
          target.needUrl("url");
          target.needText("title", MAX_TITLE);
        }
      }
      default -> {
        Part object = parameter.needObject(type);
        if (object != null) {
          object(object, type, most);
        }
      }
    }
  }

  private static void object(Part object, String type, int most) {
    switch (type) {
      case "image", "video" -> CloudMessage.source(object);
      case "document" -> {
        CloudMessage.source(object);
        CloudMessage.filename(object);
      }
      case "location" -> CloudMessage.location(object);
      case "product" -> CarouselParts.product(object);
      case "currency" -> {
        object.needText("fallback_value", most);
        object.needText("code", IdFormats.CURRENCY, IdFormats.CURRENCY_ALLOWED);
        object.needWhole("amount_1000", -LARGEST, LARGEST);
      }
      case "date_time" -> object.needText("fallback_value", most);
      case "limited_time_offer" -> object.needWhole("expiration_time_ms", 0, LARGEST);
      case "action" -> action(object, most);
      default -> throw new IllegalStateException("a parameter without rules: " + type);
    }
  }

  private static void action(Part action, int most) {
    action.text("flow_token", most);
    action.free("flow_action_data");
    action.text("thumbnail_product_retailer_id", IdFormats.MAX_ID);
    if (action.has("sections")) {
      InteractiveParts.productSections(action);
    }
  }
}
