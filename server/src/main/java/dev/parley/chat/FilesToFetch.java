package dev.parley.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Adds a waiting copy to messages with a file at WhatsApp, so that the file is fetched.
final class FilesToFetch {
  private static final int ID_DIGITS = 32;

  private FilesToFetch() {}

  /// The same events, with a waiting copy in every message that has a file at WhatsApp.
  static Inbound in(Inbound inbound) {
    return new Inbound(
        inbound.events().stream().map(FilesToFetch::of).toList(), inbound.leftover());
  }

  private static InboundEvent of(InboundEvent event) {
    if (!(event instanceof InboundEvent.Arrived arrived)) {
      return event;
    }
    Draft draft = arrived.draft();
    Content content = draft.body().content();
    Media media = content == null ? null : content.media();
    if (media == null || media.id() == null || media.file() != null) {
      return event;
    }
    String name = content instanceof Content.Document document ? document.filename() : null;
    MediaFile file = MediaFile.waiting(id(draft.id(), media.id()), media.mimeType(), name);
    return new InboundEvent.Arrived(draft.with(draft.body().with(file)), arrived.reportsStatus());
  }

  /// The id of the copy. It depends only on the arguments, so that a repeated webhook leads to the
  /// same file.
  private static String id(MessageId message, String mediaId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((message.value() + "\n" + mediaId).getBytes(UTF_8));
      return "med_" + HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }
}
