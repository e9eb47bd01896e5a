package dev.parley.outgoing;

import dev.parley.chat.Content;
import java.util.ArrayList;
import java.util.List;

/// Interactive messages. Source: Cloud API docs, "Interactive messages", with one page for each
/// kind.
final class InteractiveParts {
  private static final List<String> KINDS = Content.Interactive.KINDS.stream().sorted().toList();

  private static final int MAX_BODY = 1024;
  private static final int MAX_LIST_BODY = 4096;
  private static final int MAX_FOOTER = 60;
  private static final int MAX_HEADER = 60;

  private static final int MOST_BUTTONS = 3;
  private static final int MAX_BUTTON_ID = 256;
  private static final int MAX_BUTTON = 20;

  private static final int MOST_SECTIONS = 10;
  private static final int MAX_SECTION = 24;
  private static final int MOST_ROWS = 10;
  private static final int MAX_ROW_ID = 200;
  private static final int MAX_ROW = 24;
  private static final int MAX_DESCRIPTION = 72;
  private static final int MOST_PRODUCTS = 30;

  private static final int MAX_FLOW_BUTTON = 30;
  private static final int MAX_TOKEN = 1024;
  private static final int MOST_MINUTES = 43_200;
  private static final int MAX_PAYLOAD = 512;

  private static final List<String> ANY_HEADER = List.of("text", "image", "video", "document");
  private static final List<String> TEXT_HEADER = List.of("text");

  private InteractiveParts() {}

  static void read(Part message) {
    String kind = message.needWord("type", KINDS);
    if (kind == null) {
      return;
    }
    around(message, kind);
    Part action = message.needObject("action");
    if (action != null) {
      action(action, kind);
    }
  }

  // --- Header, body and footer -------------------------------------------------------------------

  private static void around(Part message, String kind) {
    switch (kind) {
      case "button", "cta_url", "flow", "address_message" -> {
        header(message, ANY_HEADER);
        needBody(message, MAX_BODY);
        footer(message);
      }
      case "list" -> {
        header(message, TEXT_HEADER);
        needBody(message, MAX_LIST_BODY);
        footer(message);
      }
      case "product" -> {
        withoutHeader(message, kind);
        body(message, MAX_BODY);
        footer(message);
      }
      case "product_list" -> {
        needHeader(message);
        needBody(message, MAX_BODY);
        footer(message);
      }
      case "catalog_message" -> {
        withoutHeader(message, kind);
        needBody(message, MAX_BODY);
        footer(message);
      }
      default -> {
        withoutHeader(message, kind);
        needBody(message, MAX_BODY);
        withoutFooter(message, kind);
      }
    }
  }

  private static void needHeader(Part message) {
    if (!message.has("header")) {
      message.wrong("header", "is required");
    }
    header(message, TEXT_HEADER);
  }

  private static void withoutHeader(Part message, String kind) {
    message.without("must be left out: %s has none".formatted(kind), "header");
  }

  private static void withoutFooter(Part message, String kind) {
    message.without("must be left out: %s has none".formatted(kind), "footer");
  }

  private static void needBody(Part message, int most) {
    Part body = message.needObject("body");
    if (body != null) {
      body.needText("text", most);
    }
  }

  private static void body(Part message, int most) {
    Part body = message.object("body");
    if (body != null) {
      body.needText("text", most);
    }
  }

  private static void footer(Part message) {
    Part footer = message.object("footer");
    if (footer != null) {
      footer.needText("text", MAX_FOOTER);
    }
  }

  private static void header(Part message, List<String> types) {
    Part header = message.object("header");
    String type = header == null ? null : header.needWord("type", types);
    if (header == null || type == null) {
      return;
    }
    if (type.equals("text")) {
      header.needText("text", MAX_HEADER);
      return;
    }
    Part file = header.needObject(type);
    if (file != null) {
      CloudMessage.source(file);
      if (type.equals("document")) {
        CloudMessage.filename(file);
      }
    }
  }

  // --- Actions -----------------------------------------------------------------------------------

  private static void action(Part action, String kind) {
    switch (kind) {
      case "button" -> buttons(action);
      case "list" -> list(action);
      case "cta_url" -> CarouselParts.link(action);
      case "flow" -> flow(action);
      case "location_request_message" -> action.constant("name", "send_location");
      case "request_contact_info", "call_permission_request" -> action.constant("name", kind);
      case "voice_call" -> call(action);
      case "address_message" -> address(action);
      case "product" -> CarouselParts.product(action);
      case "product_list" -> products(action);
      case "catalog_message" -> catalog(action);
      case "carousel" -> CarouselParts.cards(action);
      default -> throw new IllegalStateException("a kind without rules: " + kind);
    }
  }

  private static void buttons(Part action) {
    List<Part> replies = new ArrayList<>();
    for (Part button : action.needObjects("buttons", 1, MOST_BUTTONS)) {
      button.constant("type", "reply");
      Part reply = button.needObject("reply");
      if (reply != null) {
        reply.needText("id", MAX_BUTTON_ID);
        reply.needText("title", MAX_BUTTON);
        replies.add(reply);
      }
    }
    Part.unique(replies, "id");
    Part.unique(replies, "title");
  }

  private static void list(Part action) {
    action.needText("button", MAX_BUTTON);
    List<Part> rows = new ArrayList<>();
    for (Part section : sections(action)) {
      for (Part row : section.needObjects("rows", 1, MOST_ROWS)) {
        row.needText("id", MAX_ROW_ID);
        row.needText("title", MAX_ROW);
        row.text("description", MAX_DESCRIPTION);
        rows.add(row);
      }
    }
    Part.unique(rows, "id");
    if (rows.size() > MOST_ROWS) {
      action.wrong("sections", "must have at most %d rows in all".formatted(MOST_ROWS));
    }
  }

  private static List<Part> sections(Part action) {
    List<Part> sections = action.needObjects("sections", 1, MOST_SECTIONS);
    for (Part section : sections) {
      if (sections.size() > 1) {
        section.needText("title", MAX_SECTION);
      } else {
        section.text("title", MAX_SECTION);
      }
    }
    return sections;
  }

  private static void products(Part action) {
    action.needText("catalog_id", IdFormats.MAX_ID);
    productSections(action);
  }

  /// Sections of products, with at most 30 products in total.
  static void productSections(Part action) {
    int count = 0;
    for (Part section : sections(action)) {
      for (Part product : section.needObjects("product_items", 1, MOST_PRODUCTS)) {
        product.needText("product_retailer_id", IdFormats.MAX_ID);
        count++;
      }
    }
    if (count > MOST_PRODUCTS) {
      action.wrong("sections", "must have at most %d products in all".formatted(MOST_PRODUCTS));
    }
  }

  private static void catalog(Part action) {
    action.constant("name", "catalog_message");
    Part parameters = action.object("parameters");
    if (parameters != null) {
      parameters.text("thumbnail_product_retailer_id", IdFormats.MAX_ID);
    }
  }

  private static void call(Part action) {
    action.constant("name", "voice_call");
    Part parameters = action.object("parameters");
    if (parameters != null) {
      parameters.text("display_text", MAX_BUTTON);
      parameters.whole("ttl_minutes", 1, MOST_MINUTES);
      parameters.text("payload", MAX_PAYLOAD);
    }
  }

  private static void address(Part action) {
    action.constant("name", "address_message");
    Part parameters = action.needObject("parameters");
    if (parameters != null) {
      parameters.constant("country", "IN");
      parameters.free("values");
      parameters.free("saved_addresses");
      parameters.free("validation_errors");
    }
  }

  private static void flow(Part action) {
    action.constant("name", "flow");
    Part flow = action.needObject("parameters");
    if (flow == null) {
      return;
    }
    flow.constant("flow_message_version", "3");
    if (flow.has("flow_id") && flow.has("flow_name")) {
      flow.wrong("flow_name", "must be left out where flow_id is given: one of the two says which");
    } else if (flow.has("flow_name")) {
      flow.text("flow_name", IdFormats.MAX_ID);
    } else {
      flow.needText("flow_id", IdFormats.MAX_ID);
    }
    String label = flow.needText("flow_cta", MAX_FLOW_BUTTON);
    if (label != null && label.codePoints().anyMatch(InteractiveParts::isPicture)) {
      flow.wrong("flow_cta", "must have no emoji");
    }
    flow.text("flow_token", MAX_TOKEN);
    flow.word("mode", List.of("draft", "published"));
    flow.word("flow_action", List.of("navigate", "data_exchange"));
    Part payload = flow.object("flow_action_payload");
    if (payload != null) {
      payload.needText("screen", IdFormats.MAX_ID);
      payload.free("data");
    }
  }

  private static boolean isPicture(int character) {
    return Character.isEmojiPresentation(character)
        || (Character.isExtendedPictographic(character) && character > 0xff); // not © and ®
  }
}
