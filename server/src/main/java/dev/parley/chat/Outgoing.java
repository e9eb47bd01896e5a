package dev.parley.chat;

import dev.parley.text.Blank;
import dev.parley.text.Text;
import org.jspecify.annotations.Nullable;

/// A message to send: the body that the chat shows, and the payload that WhatsApp receives.
///
/// @param body the body, which does not quote a message
/// @param payload the message's type and the object of that type as WhatsApp's Cloud API accepts
///   them, for example `{"type":"image","image":{"link":"https://example.com/a.jpg"}}`; null: only
///   the text of the body is sent
public record Outgoing(Body body, @Nullable String payload) implements Sendable {
  /// The maximum number of code points that WhatsApp accepts in a text. Source: Cloud API docs,
  /// "Text messages".
  public static final int MAX_TEXT = 4096;

  /// A text.
  ///
  /// @throws Refusal `invalid_request` when it is blank or too long; the field is `text`
  public static Outgoing text(String text) {
    if (Blank.isBlank(text)) {
      throw Refusal.invalid("text", "must not be blank");
    }
    if (Text.isLongerThan(text, MAX_TEXT)) {
      throw Refusal.invalid("text", "must be at most " + MAX_TEXT + " characters");
    }
    return new Outgoing(Body.text(text), null);
  }
}
