package dev.parley.bench.realtime;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A server of plain Netty that answers handshakes with constants and sends a broadcast's bytes to
/// every channel: the minimum cost of any server. It has no namespaces, pings, limits or polling.
///
/// Listens on the port in the environment's `PORT`, on 127.0.0.1; port 0 prints the port.
public final class BareSubject {
  private static final int MAX_REQUEST = 64 * 1024;
  private static final int BACKLOG = 1024;

  private BareSubject() {}

  /// Starts the server.
  public static void main(String... args) throws InterruptedException {
    System.out.println(listen(Integer.parseInt(System.getenv("PORT"))).localAddress());
  }

  /// Starts a server in this process.
  ///
  /// @param port the port; 0 for one that the system chooses
  /// @return the listening channel; closing the parent of its event loop stops the server
  static Channel listen(int port) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channel =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    int threads = 2 * Runtime.getRuntime().availableProcessors();
    MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(threads, handlers);
    Map<EventExecutor, BareLoop> all = new ConcurrentHashMap<>();
    loops.forEach(loop -> all.put(loop, new BareLoop(loop)));
    return new ServerBootstrap()
        .group(loops)
        .channel(channel)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel child) {
                child
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(MAX_REQUEST),
                        new BareConnection(all));
              }
            })
        .bind("127.0.0.1", port)
        .sync()
        .channel();
  }
}
