package dev.parley.bench.media;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The peer for comparing uploads and downloads: it copies between a loopback connection and a file
/// on disk, and does nothing else with the bytes. Received bytes are durable before it answers, as
/// in Parley. Used by one thread.
final class PlainCopy {
  private static final int BLOCK = 1 << 18;

  private final Path folder;
  private int files;

  /// @param folder the folder for received files
  PlainCopy(Path folder) {
    this.folder = folder;
  }

  /// Writes a document to disk.
  ///
  /// @return the nanoseconds until the document is durable and acknowledged
  long upload(BigFile document, long number) throws IOException {
    Path to = folder.resolve("plain-" + ++files);
    return timed(
        peer -> receive(peer, to),
        channel -> {
          document.sendTo(channel, number);
          channel.shutdownOutput();
          ByteBuffer acknowledged = ByteBuffer.allocate(1);
          if (channel.read(acknowledged) != 1) {
            throw new IOException("the copy was not acknowledged");
          }
        });
  }

  /// Reads the newest upload back.
  ///
  /// @return the nanoseconds until its last byte has arrived
  long download() throws IOException {
    Path from = folder.resolve("plain-" + files);
    return timed(
        peer -> send(peer, from),
        channel -> {
          ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
          while (channel.read(block) >= 0) {
            block.clear();
          }
        });
  }

  private interface Side {
    void copy(SocketChannel channel) throws IOException;
  }

  private static long timed(Side peer, Side client) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                try (SocketChannel channel = server.accept()) {
                  peer.copy(channel);
                } catch (IOException broken) {
                  throw new AssertionError("the plain copy failed", broken);
                }
              });
      long begun = System.nanoTime();
      try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
        client.copy(channel);
      }
      long took = System.nanoTime() - begun;
      thread.join();
      return took;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void receive(SocketChannel channel, Path to) throws IOException {
    try (FileChannel file =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      while (channel.read(block) >= 0) {
        block.flip();
        while (block.hasRemaining()) {
          file.write(block);
        }
        block.clear();
      }
      file.force(true);
    }
    channel.write(ByteBuffer.wrap(new byte[] {1}));
  }

  private static void send(SocketChannel channel, Path from) throws IOException {
    try (FileChannel file = FileChannel.open(from, StandardOpenOption.READ)) {
      long at = 0;
      while (at < file.size()) {
        at += file.transferTo(at, file.size() - at, channel);
      }
    }
  }
}
