package dev.parley.whatsapp.webhook;

import dev.parley.chat.Unprocessed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects the parts of one body that could not be understood.
///
/// Reasons contain places, fields and problems, and never quote a value that a customer could have
/// written.
final class UnreadParts {
  private static final int MAX_WORD = 64;

  private final byte[] body;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> routine = new ArrayList<>();
  private int elements;

  UnreadParts(byte[] body) {
    this.body = body;
  }

  /// Adds an element.
  void add(JsonPlace place, String reason) {
    elements++;
    if (reasons.size() < Unprocessed.MAX_REASONS) {
      reasons.add(place + ": " + reason);
    }
  }

  /// Adds an element that needs no attention.
  void addRoutine(JsonPlace place, String what) {
    elements++;
    if (routine.size() < Unprocessed.MAX_REASONS) {
      routine.add(routine(place, what));
    }
  }

  /// The whole body, because of one element that needs no attention.
  Unprocessed whole(JsonPlace place, String what) {
    return new Unprocessed(body, 1, List.of(routine(place, what)));
  }

  private static String routine(JsonPlace place, String what) {
    return place + ": " + what + " " + Unprocessed.ROUTINE;
  }

  /// All added elements, those that need attention first; null if there are none.
  @Nullable Unprocessed unprocessed() {
    if (elements == 0) {
      return null;
    }
    List<String> all = new ArrayList<>(reasons);
    all.addAll(routine);
    return new Unprocessed(body, elements, all);
  }

  /// A keyword of the protocol in a form that may be shown: quoted, cut, and anything unusual
  /// replaced by `?`.
  static String word(String keyword) {
    return "'" + plain(keyword) + "'";
  }

  /// The keyword as in [#word], without quotes.
  static String plain(String keyword) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(keyword.length(), MAX_WORD); i++) {
      char c = keyword.charAt(i);
      boolean usual =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || c == '.';
      shown.append(usual ? c : '?');
    }
    return shown.toString();
  }
}
