package dev.parley.outgoing;

import java.util.regex.Pattern;

/// The formats of WhatsApp's ids and names.
final class IdFormats {
  /// The same format as in [dev.parley.chat.MessageId].
  static final Pattern MESSAGE = Pattern.compile("[!-~]{1,512}");

  static final Pattern MEDIUM = Pattern.compile("[A-Za-z0-9_.:=-]{1,256}");
  static final String MEDIUM_ALLOWED =
      "must be WhatsApp's id of the file: 1 to 256 of A-Z a-z 0-9 _ . : = -";

  /// The names of templates. Source: Cloud API docs, "Create templates".
  static final Pattern TEMPLATE = Pattern.compile("[a-z0-9_]{1,512}");

  static final String TEMPLATE_ALLOWED = "must be 1 to 512 of a-z 0-9 _";

  static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(_[A-Za-z0-9]{2,4})?");
  static final String LANGUAGE_ALLOWED = "must be a language code such as en or pt_BR";

  static final Pattern PARAMETER = Pattern.compile("[a-z0-9_]{1,64}");
  static final String PARAMETER_ALLOWED = "must be 1 to 64 of a-z 0-9 _";

  static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  static final String CURRENCY_ALLOWED = "must be three letters such as USD";

  /// The maximum number of code points in the id of a catalog, a product or a flow.
  static final int MAX_ID = 256;

  private IdFormats() {}
}
