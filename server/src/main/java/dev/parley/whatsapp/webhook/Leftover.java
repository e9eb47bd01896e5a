package dev.parley.whatsapp.webhook;

import dev.parley.chat.Unprocessed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers what of one body could not be understood.
///
/// Reasons name places, fields and what is wrong, and never quote a value that a customer could
/// have written.
final class Leftover {
  private static final int MAX_WORD = 64;

  private final byte[] body;
  private final List<String> reasons = new ArrayList<>();
  private int elements;

  Leftover(byte[] body) {
    this.body = body;
  }

  /// One element more.
  void add(Place place, String reason) {
    elements++;
    if (reasons.size() < Unprocessed.MAX_REASONS) {
      reasons.add(place + ": " + reason);
    }
  }

  /// Everything added; null when nothing was.
  @Nullable Unprocessed unprocessed() {
    return elements == 0 ? null : new Unprocessed(body, elements, reasons);
  }

  /// A keyword of the protocol as it may be shown: quoted, cut, and anything unusual replaced by
  /// `?`.
  static String word(String keyword) {
    StringBuilder shown = new StringBuilder("'");
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
    return shown.append('\'').toString();
  }
}
