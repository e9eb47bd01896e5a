package dev.parley.chat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The body of a message.
///
/// @param text never blank: the written text, or the display text of the content
/// @param type Meta's word for the kind: `text`, `image`, `unsupported` ...
/// @param content the content of a message that is not a text; null for a text
/// @param replyTo the quoted message, which Parley may not know
/// @param editedAt the time at which its sender last changed it
/// @param origin the way in which it reached Parley; null for the usual way
public record Body(
    String text,
    String type,
    @Nullable Content content,
    @Nullable MessageId replyTo,
    @Nullable Instant editedAt,
    @Nullable Origin origin) {

  /// The maximum number of code points of a text that is stored as a message.
  public static final int MAX_TEXT = 65_536;

  public Body {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a message's text must not be blank");
    }
  }

  /// A body that reached Parley the usual way.
  public Body(
      String text,
      String type,
      @Nullable Content content,
      @Nullable MessageId replyTo,
      @Nullable Instant editedAt) {
    this(text, type, content, replyTo, editedAt, null);
  }

  /// A written text.
  public static Body text(String text) {
    return new Body(text, "text", null, null, null);
  }

  /// Something other than a text.
  public static Body of(Content content) {
    return new Body(content.displayText(), content.type(), content, null, null);
  }

  /// A copy of this body that quotes `message`.
  public Body replyingTo(@Nullable MessageId message) {
    return new Body(text, type, content, message, editedAt, origin);
  }

  /// A copy of this body with another origin.
  public Body from(@Nullable Origin another) {
    return new Body(text, type, content, replyTo, editedAt, another);
  }

  /// This body after its sender changed it to `other`: the quote stays.
  Body editedTo(Body other, Instant at) {
    return new Body(other.text, other.type, withFileOf(other.content), replyTo, at, origin);
  }

  /// Adds the file of this body: WhatsApp reports an edited caption, and the file stays the same.
  private @Nullable Content withFileOf(@Nullable Content other) {
    MediaFile file = file();
    return other == null || file == null ? other : other.with(file);
  }

  /// Parley's copy of the file in the content; null: Parley has no copy.
  public @Nullable MediaFile file() {
    Media media = content == null ? null : content.media();
    return media == null ? null : media.file();
  }

  /// This body with another copy of its file; unchanged if it has no content.
  public Body with(MediaFile file) {
    return content == null
        ? this
        : new Body(text, type, content.with(file), replyTo, editedAt, origin);
  }

  /// The body after its sender deleted the message.
  Body revoked() {
    return Body.of(new Content.Revoked()).from(origin);
  }
}
