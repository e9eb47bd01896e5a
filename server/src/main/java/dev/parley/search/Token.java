package dev.parley.search;

import java.util.List;

/// A word of a text, or a part of writing without spaces.
///
/// @param term folded, never empty
/// @param others more terms that find it, such as `hotel` of `l'hôtel`
/// @param kind whether it is a whole word or a part
/// @param position the place of the token in the text, from 0; never decreases within a text
/// @param start the offset in the text at which it begins
/// @param end the offset in the text at which it ends
record Token(String term, List<String> others, Kind kind, int position, int start, int end) {
  /// The kinds of tokens.
  enum Kind {
    /// A word between spaces or punctuation, a number, or an emoji.
    WORD,
    /// One or two characters of a script that has no spaces between words.
    GRAM
  }
}
