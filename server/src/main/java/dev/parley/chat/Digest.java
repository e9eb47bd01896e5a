package dev.parley.chat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A digest with which a client checks that its copy of a chat equals the server's: both compute
/// it, and the client compares.
///
/// It is the SHA-256, in lower-case hexadecimal, of a line for each message of the chat in the
/// order of `seq`: `<seq> <id> <rev>`, each line ended by a line feed. `rev` identifies the state
/// of a message, because every change gives it a new one.
///
/// @param messages the number of messages
/// @param seq the highest `seq`; 0 if there are no messages
public record Digest(long messages, long seq, String sha256) {
  /// Computes a [Digest]. Used by one thread.
  public static final class Builder {
    private final MessageDigest sha256;
    private long messages;
    private long last;

    public Builder() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this JDK lacks SHA-256", e);
      }
    }

    /// Adds the next message in the order of `seq`.
    public void add(long seq, String id, long rev) {
      sha256.update((seq + " " + id + " " + rev + "\n").getBytes(US_ASCII));
      messages++;
      last = seq;
    }

    /// The digest of the added messages.
    public Digest build() {
      return new Digest(messages, last, HexFormat.of().formatHex(sha256.digest()));
    }
  }
}
