package dev.parley.chat;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who a chat is with, as WhatsApp addresses them: the digits of a phone number (leading zeros
/// kept), Meta's user id for people who hide theirs, or the id of a group. Source: Cloud API docs,
/// "Business-scoped user IDs".
///
/// @param value 1 to 128 characters; for example `15551234567` or `US.20481632649612825501`
public record WaId(String value) {
  /// What is allowed, for error messages.
  public static final String ALLOWED = "must be 1 to 128 of A-Z a-z 0-9 . _ - @ +";

  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._@+-]{1,128}");
  private static final Pattern PLUS_AND_DIGITS = Pattern.compile("\\+[0-9]+");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  public WaId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("wa_id " + ALLOWED);
    }
    if (PLUS_AND_DIGITS.matcher(value).matches()) {
      value = value.substring(1);
    }
  }

  /// Whether `value` can be an address; never throws.
  public static boolean isValid(String value) {
    return SHAPE.matcher(value).matches();
  }

  /// The number in international form, `+15551234567`; null when the address is not a phone number.
  public @Nullable String phone() {
    return DIGITS.matcher(value).matches() ? "+" + value : null;
  }

  @Override
  public String toString() {
    return value;
  }
}
