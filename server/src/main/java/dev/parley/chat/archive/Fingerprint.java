package dev.parley.chat.archive;

import dev.parley.access.Sender;
import dev.parley.chat.Body;
import dev.parley.chat.ContentFields;
import dev.parley.chat.Delivery;
import dev.parley.chat.Failure;
import dev.parley.chat.Message;
import dev.parley.chat.Origin;
import dev.parley.chat.Reaction;
import dev.parley.chat.Receipt;
import dev.parley.chat.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A SHA-256 over values: equal values in equal order give equal digests. Every value is written
/// with its kind and length, so that adjacent values cannot be confused. Belongs to one thread.
final class Fingerprint {
  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  Fingerprint() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }

  /// Everything that a client can see of a message, and the JSON that reported it.
  void add(Message message, @Nullable String webhookData) {
    text(message.id().value());
    text(message.metaId().value());
    text(message.chat().value());
    number(message.seq());
    text(message.direction().name());
    text(message.party().name());
    text(message.party().phone());
    text(message.party().from());
    text(message.party().to());
    body(message.body());
    moment(message.timestamp());
    delivery(message.delivery());
    number(message.reactions().size());
    for (Reaction reaction : message.reactions()) {
      text(reaction.by());
      text(reaction.emoji());
      moment(reaction.at());
    }
    moment(message.createdAt());
    moment(message.updatedAt());
    text(webhookData);
    Sender sender = message.party().sentBy();
    if (sender != null) { // without one, same digest as in older versions
      text(sender.id());
      text(sender.name());
      text(sender.kind().word());
    }
    Origin origin = message.body().origin();
    if (origin != null) { // without one, same digest as in older versions
      text(origin.word());
    }
  }

  private void body(Body body) {
    text(body.text());
    text(body.type());
    tree(body.content() == null ? null : ContentFields.of(body.content()));
    text(body.replyTo() == null ? null : body.replyTo().value());
    moment(body.editedAt());
  }

  private void delivery(Delivery delivery) {
    text(delivery.status().name());
    for (Status status : Status.values()) {
      Instant at = delivery.times().reported().get(status);
      if (status != Status.HELD || at != null) { // otherwise same digest as in older versions
        moment(at);
      }
    }
    Failure failure = delivery.failure();
    tree(failure == null ? null : ContentFields.of(failure));
    for (Receipt receipt : delivery.receipts()) { // without any, same digest as in older versions
      text(receipt.by().value());
      for (Status status : Status.values()) {
        moment(receipt.times().reported().get(status));
      }
    }
  }

  private void tree(@Nullable Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        mark('{', map.size());
        map.forEach((key, inner) -> {
          text(String.valueOf(key));
          tree(inner);
        });
      }
      case List<?> list -> {
        mark('[', list.size());
        list.forEach(this::tree);
      }
      case null -> text(null);
      default -> text(value.toString());
    }
  }

  void text(@Nullable String text) {
    if (text == null) {
      mark('-', 0);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    mark('"', bytes.length);
    digest.update(bytes);
  }

  void number(long value) {
    mark('#', value);
  }

  private void moment(@Nullable Instant at) {
    if (at == null) {
      mark('-', 0);
    } else {
      mark('@', at.getEpochSecond());
      mark('.', at.getNano());
    }
  }

  private void mark(char kind, long value) {
    digest.update((byte) kind);
    digest.update(number.clear().putLong(value).flip());
  }

  /// The digest in hexadecimal digits; the fingerprint starts again.
  String end() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
