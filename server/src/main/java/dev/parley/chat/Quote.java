package dev.parley.chat;

import dev.parley.text.Text;

/// The excerpt of a message that is shown above an answer to it.
///
/// @param id Parley's id of the message, regardless of which of its ids the answer uses
/// @param name the name of its author
/// @param type the kind of content, as in [Body#type]
/// @param text the first [#MAX_TEXT] code points of its text
public record Quote(
    MessageId id, WaId chat, String name, Direction direction, String type, String text) {
  /// The maximum number of code points of a quoted text.
  public static final int MAX_TEXT = 200;

  /// The quote of `message`.
  static Quote of(Message message) {
    return new Quote(
        message.id(),
        message.chat(),
        message.party().name(),
        message.direction(),
        message.body().type(),
        Text.cut(message.body().text(), MAX_TEXT));
  }
}
