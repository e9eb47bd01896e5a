package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/// The body of a request: one array that grows while it arrives. The budget is charged with the
/// size of the array. Used by one thread at a time.
final class ReceivedBody {
  private static final int SMALLEST = 1024;

  private final BodyBudget budget;
  private final int limit;
  private final int expected;
  private byte[] bytes = {};
  private int length;

  /// @param limit the maximum number of bytes
  /// @param expected the number of bytes that the client announced; `limit` when it did not
  ReceivedBody(BodyBudget budget, int limit, int expected) {
    this.budget = budget;
    this.limit = limit;
    this.expected = expected;
  }

  /// Adds a piece.
  ///
  /// @throws Refusal `TOO_LARGE` or `OVERLOADED`
  void add(Buffer piece) {
    int more = piece.length();
    makeRoom(more);
    piece.getBytes(bytes, length);
    length += more;
  }

  /// Adds a part of an array.
  ///
  /// @throws Refusal `TOO_LARGE` or `OVERLOADED`
  void add(byte[] piece, int count) {
    makeRoom(count);
    System.arraycopy(piece, 0, bytes, length, count);
    length += count;
  }

  /// All bytes, in an array of exactly their number. Nothing can be added after this.
  ///
  /// @throws Refusal `OVERLOADED`
  byte[] whole() {
    if (length < bytes.length) {
      resize(length);
    }
    return bytes;
  }

  /// Gives the room back to the budget; a second call has no effect.
  void release() {
    budget.giveBack(bytes.length);
    bytes = new byte[0];
    length = 0;
  }

  private void makeRoom(int more) {
    if (length + (long) more > limit) {
      throw tooLarge(limit);
    }
    int needed = length + more;
    if (needed > bytes.length) {
      long comfortable = Math.min(Math.max(2L * bytes.length, SMALLEST), expected);
      resize((int) Math.max(needed, comfortable));
    }
  }

  private void resize(int capacity) {
    if (!budget.take(capacity)) {
      throw new Refusal(
          ErrorCode.OVERLOADED, "Too many large requests are under way, try again in a moment");
    }
    int before = bytes.length;
    bytes = Arrays.copyOf(bytes, capacity);
    budget.giveBack(before);
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(
        ErrorCode.TOO_LARGE, "The body is too large: at most %d bytes".formatted(limit));
  }
}
