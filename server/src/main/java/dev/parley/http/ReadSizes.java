package dev.parley.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/// Decides how many bytes of a connection are read at once. Usually these are few, because Vert.x
/// decodes all bytes that were read before it checks whether it can accept more, and a request in
/// memory is many times larger than on the wire. While a file is uploaded, they are more. Belongs
/// to one connection and its event loop.
final class ReadSizes implements RecvByteBufAllocator {
  private static final int SMALLEST = 512;
  private static final int FIRST = 2048;
  private static final int LARGEST = 8192;

  /// The size for an upload.
  static final int UPLOAD = 64 * 1024;

  /// The number of reads of an upload before the event loop asks the system again which connections
  /// have bytes.
  private static final int UPLOAD_READS = 4;

  private boolean uploading;

  /// Reads many bytes at once from now on, or few again.
  static void setUploading(Channel channel, boolean uploading) {
    if (channel.config().getRecvByteBufAllocator() instanceof ReadSizes sizes) {
      sizes.uploading = uploading;
    }
  }

  @Override
  public ExtendedHandle newHandle() {
    return new Switching(
        (ExtendedHandle)
            new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, LARGEST)
                .maxMessagesPerRead(1)
                .newHandle(),
        (ExtendedHandle)
            new FixedRecvByteBufAllocator(UPLOAD).maxMessagesPerRead(UPLOAD_READS).newHandle());
  }

  /// Uses one of the two sizes, from the beginning to the end of a read.
  private final class Switching implements ExtendedHandle {
    private final ExtendedHandle small;
    private final ExtendedHandle large;
    private ExtendedHandle current;

    Switching(ExtendedHandle small, ExtendedHandle large) {
      this.small = small;
      this.large = large;
      this.current = small;
    }

    @Override
    public void reset(ChannelConfig config) {
      current = uploading ? large : small;
      current.reset(config);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator from) {
      return current.allocate(from);
    }

    @Override
    public int guess() {
      return current.guess();
    }

    @Override
    public void incMessagesRead(int count) {
      current.incMessagesRead(count);
    }

    @Override
    public void lastBytesRead(int bytes) {
      current.lastBytesRead(bytes);
    }

    @Override
    public int lastBytesRead() {
      return current.lastBytesRead();
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      current.attemptedBytesRead(bytes);
    }

    @Override
    public int attemptedBytesRead() {
      return current.attemptedBytesRead();
    }

    @Override
    public boolean continueReading() {
      return current.continueReading();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier mayHaveMore) {
      return current.continueReading(mayHaveMore);
    }

    @Override
    public void readComplete() {
      current.readComplete();
    }
  }
}
