package dev.parley.chat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The address of a chat, as in WhatsApp: the digits of a phone number (leading zeros kept), Meta's
/// user id of a person who hides their number, or the id of a group. Source: Cloud API docs,
/// "Business-scoped user IDs".
///
/// A business may have several numbers. Messages of every number except the first are in separate
/// chats, whose addresses end with `@` and WhatsApp's id of that number.
///
/// @param value 1 to 128 characters; for example `15551234567`, `US.20481632649612825501` or
///   `15551234567@310987654321098`
public record WaId(String value) {
  /// The rule for addresses, for error messages.
  public static final String ALLOWED = "must be 1 to 128 of A-Z a-z 0-9 . _ - @ +";

  private static final int LONGEST = 128;

  /// The number of letters of a country code.
  private static final int COUNTRY = 2;

  /// A user id: the country, a point, and at most 128 letters and digits. The user id for linked
  /// businesses has `ENT` between two points.
  private static final Pattern USER_ID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[A-Za-z0-9]{1,128}");

  public WaId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("wa_id " + ALLOWED);
    }
    if (value.charAt(0) == '+' && isPhoneBehindPlus(value)) {
      value = value.substring(1);
    }
  }

  /// Whether `value` can be an address; never throws.
  public static boolean isValid(String value) {
    int length = value.length();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) { // called for every row: no regular expression
      char c = value.charAt(i);
      boolean allowed =
          isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "._@+-".indexOf(c) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /// Whether only digits follow the plus sign, and possibly `@` with a number of the business.
  private static boolean isPhoneBehindPlus(String value) {
    int at = value.indexOf('@');
    return areDigits(value, 1, at < 0 ? value.length() : at)
        && (at < 0 || areDigits(value, at + 1, value.length()));
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return from < to;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// The number in international form, `+15551234567`; null when the address is not a phone number.
  public @Nullable String phone() {
    int at = end();
    return areDigits(value, 0, at) ? "+" + value.substring(0, at) : null;
  }

  /// Whether it is a group, for WhatsApp: an address that is neither a phone number nor a user id.
  public boolean isGroup() {
    return phone() == null && !USER_ID.matcher(customer().value).matches();
  }

  /// Whether it is a user id that linked businesses share.
  boolean isOfLinkedBusinesses() {
    return value.startsWith(".ENT.", COUNTRY);
  }

  /// The customer's address in WhatsApp, without the number of the business: `15551234567`.
  public WaId customer() {
    int at = end();
    return at == value.length() ? this : new WaId(value.substring(0, at));
  }

  /// WhatsApp's id of the number of the business, `310987654321098`; null for the first or only
  /// number.
  public @Nullable String ourNumber() {
    int at = end();
    return at == value.length() ? null : value.substring(at + 1);
  }

  /// The same customer, with another number of the business.
  ///
  /// @param ourNumber WhatsApp's id of that number, digits; null: the first number
  /// @throws IllegalArgumentException if both together are too long, see [#fitsTo]
  public WaId through(@Nullable String ourNumber) {
    WaId customer = customer();
    return ourNumber == null ? customer : new WaId(customer.value + "@" + ourNumber);
  }

  /// The same number in the other spelling that WhatsApp may use for it, which some numbers of
  /// Brazil, Mexico and Argentina have.
  public Optional<WaId> otherSpelling() {
    return NumberSpellings.other(this);
  }

  /// Whether the customer's address and the number's id are short enough to be one address.
  public boolean fitsTo(String ourNumber) {
    return end() + 1 + ourNumber.length() <= LONGEST;
  }

  /// The index at which the customer's part ends.
  private int end() {
    int at = value.lastIndexOf('@');
    return at > 0 && areDigits(value, at + 1, value.length()) ? at : value.length();
  }

  @Override
  public String toString() {
    return value;
  }
}
