package dev.parley.chat;

import org.jspecify.annotations.Nullable;

/// Who a chat is with, as WhatsApp addresses them: the digits of a phone number (leading zeros
/// kept), Meta's user id for people who hide theirs, or the id of a group. Source: Cloud API docs,
/// "Business-scoped user IDs".
///
/// @param value 1 to 128 characters; for example `15551234567` or `US.20481632649612825501`
public record WaId(String value) {
  /// What is allowed, for error messages.
  public static final String ALLOWED = "must be 1 to 128 of A-Z a-z 0-9 . _ - @ +";

  private static final int LONGEST = 128;

  public WaId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("wa_id " + ALLOWED);
    }
    if (value.charAt(0) == '+' && areDigits(value, 1)) {
      value = value.substring(1);
    }
  }

  /// Whether `value` can be an address; never throws.
  public static boolean isValid(String value) {
    int length = value.length();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) { // every row that is read comes by: no regular expression
      char c = value.charAt(i);
      boolean allowed =
          isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "._@+-".indexOf(c) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private static boolean areDigits(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return from < text.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// The number in international form, `+15551234567`; null when the address is not a phone number.
  public @Nullable String phone() {
    return areDigits(value, 0) ? "+" + value : null;
  }

  @Override
  public String toString() {
    return value;
  }
}
