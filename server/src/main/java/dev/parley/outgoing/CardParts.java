package dev.parley.outgoing;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/// Contact cards. Source: Cloud API docs, "Contacts messages".
final class CardParts {
  private static final int MOST_CARDS = 257;
  private static final int MOST_LINES = 50;
  private static final int MAX_LINE = 256;
  private static final List<String> PLACES = List.of("HOME", "WORK");
  private static final List<String> PHONES = List.of("CELL", "MAIN", "IPHONE", "HOME", "WORK");
  private static final List<String> NAME_PARTS =
      List.of("first_name", "last_name", "middle_name", "prefix", "suffix");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,20}");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final String DATE_ALLOWED = "must be a date written YYYY-MM-DD";

  private CardParts() {}

  static void read(Part whole) {
    for (Part card : whole.needObjects("contacts", 1, MOST_CARDS)) {
      card(card);
    }
  }

  private static void card(Part card) {
    Part name = card.needObject("name");
    if (name != null) {
      name(name);
    }
    birthday(card);
    Part org = card.object("org");
    if (org != null) {
      lines(org, "company", "department", "title");
    }
    for (Part phone : card.objects("phones", 0, MOST_LINES)) {
      phone.needText("phone", MAX_LINE);
      phone.text("wa_id", DIGITS, "must be the digits of a number, at most 20");
      phone.word("type", PHONES);
    }
    for (Part email : card.objects("emails", 0, MOST_LINES)) {
      email.needText("email", MAX_LINE);
      email.word("type", PLACES);
    }
    for (Part url : card.objects("urls", 0, MOST_LINES)) {
      url.needUrl("url");
      url.word("type", PLACES);
    }
    for (Part address : card.objects("addresses", 0, MOST_LINES)) {
      lines(address, "street", "city", "state", "zip", "country", "country_code");
      address.word("type", PLACES);
    }
  }

  private static void name(Part name) {
    name.needText("formatted_name", MAX_LINE);
    lines(name, NAME_PARTS.toArray(String[]::new));
    if (NAME_PARTS.stream().noneMatch(name::has)) {
      name.wrong("first_name", "is required, or another part of the name");
    }
  }

  private static void birthday(Part card) {
    String date = card.text("birthday", DATE, DATE_ALLOWED);
    try {
      if (date != null) {
        LocalDate.parse(date);
      }
    } catch (DateTimeException noSuchDay) {
      card.wrong("birthday", DATE_ALLOWED);
    }
  }

  private static void lines(Part part, String... names) {
    for (String name : names) {
      part.text(name, MAX_LINE);
    }
  }
}
