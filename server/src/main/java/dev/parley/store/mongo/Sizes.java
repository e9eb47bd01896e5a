package dev.parley.store.mongo;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;

/// The maximum size of documents.
final class Sizes {
  /// The maximum size of a document, in bytes. MongoDB accepts up to 16 MB; the journal needs a
  /// small part of that.
  static final int MOST = 15 << 20;

  private static final DocumentCodec CODEC = new DocumentCodec();

  private Sizes() {}

  /// @throws Refusal `too_large` if MongoDB could not store the document
  static void check(Document document) {
    if (bytes(document) > MOST) {
      throw new Refusal(
          ErrorCode.TOO_LARGE,
          "one message or webhook body is larger than the "
              + (MOST >> 20)
              + " MB that fit into a"
              + " MongoDB document");
    }
  }

  static int bytes(Document document) {
    return new RawBsonDocument(document, CODEC).getByteBuffer().remaining();
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }
}
