package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The messages that wait to be sent to a session, newest first. Sessions with the same messages,
/// for example of broadcasts, share one queue, see [EventLoopExecutor#append], and one buffer with
/// all its frames. So the messages of a turn are encoded once, and each connection sends them in
/// one write. Belongs to an event loop.
final class SendQueue {
  private final @Nullable SendQueue before;
  private final OutgoingMessage last;
  private final int frames;
  private final int bytes;
  private @Nullable ByteBuf buffer;

  SendQueue(@Nullable SendQueue before, OutgoingMessage last) {
    this.before = before;
    this.last = last;
    this.frames = (before == null ? 0 : before.frames) + last.frames();
    this.bytes = (before == null ? 0 : before.bytes) + last.frameBytes();
  }

  /// Whether this queue consists of `earlier` followed by `newest`, compared by identity.
  boolean is(@Nullable SendQueue earlier, OutgoingMessage newest) {
    return before == earlier && last == newest;
  }

  int frames() {
    return frames;
  }

  int bytes() {
    return bytes;
  }

  /// All its messages, oldest first.
  Deque<OutgoingMessage> messages() {
    Deque<OutgoingMessage> messages = new ArrayDeque<>();
    for (SendQueue at = this; at != null; at = at.before) {
      messages.addFirst(at.last);
    }
    return messages;
  }

  /// All its WebSocket frames. The queue owns the buffer, and keeps it until [#release].
  ///
  /// @return null if the queue is not encoded yet: a caller that then encodes it must also release
  ///   it
  @Nullable ByteBuf encoded() {
    return buffer;
  }

  /// Encodes the frames.
  ByteBuf encode(ByteBufAllocator allocator) {
    ByteBuf out = allocator.directBuffer(bytes, bytes);
    messages().forEach(message -> message.writeFrames(out));
    buffer = out;
    return out;
  }

  /// Releases the buffer. If sessions have not read it yet, `readers` keeps it until they have.
  void release(SlowReaders readers) {
    ByteBuf done = buffer;
    if (done != null) {
      buffer = null;
      readers.hold(done);
    }
  }
}
