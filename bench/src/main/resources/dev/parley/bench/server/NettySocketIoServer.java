import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;

/**
 * netty-socketio with its defaults and the two events that servers are measured by. Listens on
 * 127.0.0.1 at PORT.
 */
public final class NettySocketIoServer {
  public static void main(String[] args) {
    Configuration configuration = new Configuration();
    configuration.setHostname("127.0.0.1");
    configuration.setPort(Integer.parseInt(System.getenv("PORT")));
    SocketIOServer server = new SocketIOServer(configuration);
    server.addEventListener(
        "echo", Object.class, (client, value, ack) -> client.sendEvent("echo", value));
    server.addEventListener(
        "broadcast",
        Object.class,
        (client, value, ack) -> server.getBroadcastOperations().sendEvent("b", value));
    server.start();
  }
}
