package dev.parley.chat.archive;

import dev.parley.chat.ChatSummary;
import dev.parley.chat.WaId;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The digest of the messages of one chat. Two chats with the same digest show the same messages.
///
/// @param summary the summary, computed from the messages
/// @param messages the number of messages
/// @param sha256 the SHA-256 over the messages in the order of their `seq`, with everything that
///   clients see of them
public record ChatDigest(ChatSummary summary, long messages, String sha256) {
  public WaId chat() {
    return summary.waId();
  }

  boolean agreesWith(ChatDigest other) {
    return messages == other.messages && sha256.equals(other.sha256);
  }

  /// A digest for each chat, computed on demand.
  ///
  /// @param messages the messages, sorted by chat, then `seq`
  static Iterator<ChatDigest> of(Iterator<ArchivedRecord> messages) {
    return new Iterator<>() {
      private ArchivedRecord.@Nullable OfMessage next = read();

      private ArchivedRecord.@Nullable OfMessage read() {
        while (messages.hasNext()) {
          if (messages.next() instanceof ArchivedRecord.OfMessage message) {
            return message;
          }
        }
        return null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public ChatDigest next() {
        ArchivedRecord.OfMessage message = next;
        if (message == null) {
          throw new NoSuchElementException();
        }
        WaId chat = message.message().chat();
        ChatSummary summary = ChatSummary.empty(chat);
        Fingerprint fingerprint = new Fingerprint();
        long count = 0;
        while (message != null && message.message().chat().equals(chat)) {
          fingerprint.add(message.message(), message.webhookData());
          summary = summary.with(message.message());
          count++;
          message = read();
        }
        next = message;
        return new ChatDigest(summary, count, fingerprint.end());
      }
    };
  }
}
