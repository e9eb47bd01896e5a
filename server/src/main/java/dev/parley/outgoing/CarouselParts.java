package dev.parley.outgoing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carousels of cards, and the parts that a card and a single message have in common.
final class CarouselParts {
  static final int FEWEST_CARDS = 2;
  static final int MOST_CARDS = 10;

  private static final int MAX_CARD_BODY = 160;
  private static final int MOST_LINE_BREAKS = 2;
  private static final int MAX_LINK_TEXT = 20;

  private CarouselParts() {}

  /// Adds the index of each card if it is left out, and complains if an index occurs twice.
  static void number(List<Part> cards) {
    for (int i = 0; i < cards.size(); i++) {
      Part card = cards.get(i);
      if (card.has("card_index")) {
        card.whole("card_index", 0, MOST_CARDS - 1);
      } else {
        card.out().put("card_index", i);
      }
    }
    Part.unique(cards, "card_index");
  }

  static void cards(Part action) {
    List<Part> cards = action.needObjects("cards", FEWEST_CARDS, MOST_CARDS);
    number(cards);
    for (Part card : cards) {
      card(card);
    }
  }

  private static void card(Part card) {
    String kind = card.needWord("type", List.of("cta_url", "product"));
    if (kind == null) {
      return;
    }
    boolean product = kind.equals("product");
    if (product) {
      card.without("must be left out: a card of a product shows the product", "header", "body");
    } else {
      header(card.needObject("header"));
      body(card.object("body"));
    }
    Part action = card.needObject("action");
    if (action != null && product) {
      product(action);
    } else if (action != null) {
      link(action);
    }
  }

  private static void header(@Nullable Part header) {
    String type = header == null ? null : header.needWord("type", List.of("image", "video"));
    Part file = header == null || type == null ? null : header.needObject(type);
    if (file != null) {
      file.without("must be left out: the file of a card is given by link", "id");
      file.needUrl("link");
    }
  }

  private static void body(@Nullable Part body) {
    String text = body == null ? null : body.needText("text", MAX_CARD_BODY);
    if (body != null
        && text != null
        && text.chars().filter(it -> it == '\n').count() > MOST_LINE_BREAKS) {
      body.wrong("text", "must have at most %d line breaks".formatted(MOST_LINE_BREAKS));
    }
  }

  /// A button that opens a page.
  static void link(Part action) {
    action.constant("name", "cta_url");
    Part parameters = action.needObject("parameters");
    if (parameters != null) {
      parameters.needText("display_text", MAX_LINK_TEXT);
      parameters.needUrl("url");
    }
  }

  /// A product of a catalog.
  static void product(Part action) {
    action.needText("catalog_id", IdFormats.MAX_ID);
    action.needText("product_retailer_id", IdFormats.MAX_ID);
  }
}
