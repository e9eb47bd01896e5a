package dev.parley.bench.realtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/// The channels of one event loop. Used by that loop, except [#broadcast].
final class BareLoop {
  private final EventExecutor executor;
  private final List<Channel> channels = new ArrayList<>();
  private boolean flushing;

  BareLoop(EventExecutor executor) {
    this.executor = executor;
  }

  void add(Channel channel) {
    channels.add(channel);
  }

  void remove(Channel channel) {
    channels.remove(channel);
  }

  /// Sends a frame to all channels, and takes over one reference to `frame`. Any thread may call
  /// it.
  void broadcast(ByteBuf frame) {
    executor.execute(() -> write(frame));
  }

  private void write(ByteBuf frame) {
    for (Channel channel : channels) {
      // The void promise has no outcome: the connection's handler receives failures.
      ChannelFuture _ = channel.write(frame.retainedDuplicate(), channel.voidPromise());
    }
    frame.release();
    if (!flushing) {
      flushing = true;
      // The flush is queued behind waiting broadcasts, so that one flush serves all of them.
      executor.execute(this::flush);
    }
  }

  private void flush() {
    flushing = false;
    for (Channel channel : channels) {
      channel.flush();
    }
  }
}
