package dev.parley.chat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a message reached Parley, if not in the usual way. The word in JSON is the name in lower
/// case, for example `history`.
public enum Origin {
  /// The message comes from the history of the WhatsApp Business app: it was written before Parley
  /// knew the number. It is not announced as new, does not count as unread, and does not open the
  /// service window. Source: Cloud API docs, "Webhooks > history".
  HISTORY,

  /// When the customer wrote the message, another responder had the conversation, for example Meta
  /// Business Agent, and answers it. Source: Cloud API docs, "Webhooks > standby".
  STANDBY;

  /// The word in JSON, for example `history`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The origin with this word; empty for a word that this version does not know.
  public static Optional<Origin> of(String word) {
    return Arrays.stream(values()).filter(origin -> origin.word().equals(word)).findFirst();
  }
}
