package dev.parley.search;

/// The fields of the index; see the package.
final class IndexFields {
  static final String ID = "id";
  static final String CONTACT = "contact";
  static final String TIME = "time";
  static final String TIE = "tie";
  static final String CHAT = "chat";
  static final String DIRECTION = "direction";
  static final String TYPE = "type";

  /// The fields of a text.
  ///
  /// @param words the field of its terms
  /// @param starts the field of the beginnings of its terms
  /// @param digits the field of its numbers
  record OfText(String words, String starts, String digits) {}

  static final OfText MESSAGE = new OfText("text", "text_start", "text_digits");
  static final OfText PERSON = new OfText("name", "name_start", "number");

  /// The longest beginning of a word, in characters, that has a term of its own.
  static final int LONGEST_START = 3;

  private IndexFields() {}
}
