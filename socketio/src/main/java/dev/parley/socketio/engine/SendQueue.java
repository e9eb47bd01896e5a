package dev.parley.socketio.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What waits to be sent to a session, newest first. Sessions that were sent the same, as by
/// broadcasts, share one queue, see [EventLoopExecutor#append], and so one buffer with all its
/// frames: what a turn sends is encoded once, and leaves each connection in one write. Belongs to
/// an event loop.
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

  /// Whether it is `earlier` and then `newest`, those very objects.
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

  /// All its WebSocket frames. The buffer is the queue's, which keeps it until [#release].
  ///
  /// @return null when it was not encoded before, so that the caller must see to its release
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

  /// Lets go of the buffer, which `readers` keeps count of while somebody has not read it.
  void release(SlowReaders readers) {
    ByteBuf done = buffer;
    if (done != null) {
      buffer = null;
      readers.hold(done);
    }
  }
}
