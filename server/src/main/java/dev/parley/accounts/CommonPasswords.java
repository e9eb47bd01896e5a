package dev.parley.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Knows passwords that many people use, and recognizes passwords that consist of them, such as
/// `password123456789` or `Qwerty-Qwerty-2026`.
///
/// The list, `common-passwords.txt`, contains the 10,000 most frequent passwords and all long
/// passwords of the lists in zxcvbn 4.4.2 (MIT licence, Dan Wheeler and Dropbox, Inc.; from leaked
/// lists). It is read when a password is chosen, which is rare, and then released.
final class CommonPasswords {
  /// The maximum length of a piece of a password.
  private static final int LONGEST_PIECE = 24;

  /// The maximum number of digits: those of a year.
  private static final int MOST_DIGITS = 4;

  private final Set<String> list;

  private CommonPasswords(Set<String> list) {
    this.list = list;
  }

  /// Reads the list.
  static CommonPasswords load() {
    InputStream file =
        Objects.requireNonNull(
            CommonPasswords.class.getResourceAsStream("common-passwords.txt"), "no list");
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
      return new CommonPasswords(lines.lines().collect(Collectors.toSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether a password is on the list, or is made of at most two different pieces, each repeated
  /// any number of times. A piece is a word of the list, or up to four digits. Letter case, and
  /// characters that are neither letters nor digits, do not matter.
  boolean has(String password) {
    String plain =
        password
            .toLowerCase(Locale.ROOT)
            .codePoints()
            .filter(Character::isLetterOrDigit)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    if (list.contains(password.toLowerCase(Locale.ROOT)) || list.contains(plain)) {
      return true;
    }
    for (String first : piecesAt(plain, 0)) {
      int from = first.length();
      while (plain.startsWith(first, from)) {
        from += first.length();
      }
      // The second piece may begin after the last repetition of the first, or after an earlier one,
      // if the next repetition is only the beginning of a longer piece.
      for (; from > 0; from -= first.length()) {
        for (String second : piecesAt(plain, from)) {
          if (isMadeOf(plain, first, second)) {
            return true;
          }
        }
        if (isMadeOf(plain, first, first)) {
          return true;
        }
      }
    }
    return false;
  }

  private Set<String> piecesAt(String text, int from) {
    Set<String> pieces = new HashSet<>();
    for (int end = from + 1; end <= Math.min(text.length(), from + LONGEST_PIECE); end++) {
      String piece = text.substring(from, end);
      boolean digits = end - from <= MOST_DIGITS && piece.chars().allMatch(Character::isDigit);
      if (digits || list.contains(piece)) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  private static boolean isMadeOf(String text, String first, String second) {
    boolean[] reached = new boolean[text.length() + 1];
    reached[0] = true;
    for (int at = 0; at < text.length(); at++) {
      if (reached[at]) {
        if (text.startsWith(first, at)) {
          reached[at + first.length()] = true;
        }
        if (text.startsWith(second, at)) {
          reached[at + second.length()] = true;
        }
      }
    }
    return reached[text.length()];
  }
}
