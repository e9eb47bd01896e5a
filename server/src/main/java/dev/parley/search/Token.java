package dev.parley.search;

import java.util.List;

/// A word of a text, or a part of writing without spaces.
///
/// @param term folded, never empty
/// @param others further terms under which it is found, such as `hotel` of `l'hôtel`
/// @param kind whether it is a whole word
/// @param position its place among the tokens, from 0; those of one text grow
/// @param start where it begins in the text
/// @param end where it ends
record Token(String term, List<String> others, Kind kind, int position, int start, int end) {
  /// What a token is made of.
  enum Kind {
    /// A word between spaces or punctuation, a number, or an emoji.
    WORD,
    /// One or two characters of writing that has no spaces between words.
    GRAM
  }
}
