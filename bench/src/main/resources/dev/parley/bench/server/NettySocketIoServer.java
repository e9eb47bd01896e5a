import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;

/**
 * A netty-socketio server with default options. Handles the two events that the benchmark sends,
 * `echo` and `broadcast`. Listens on 127.0.0.1 at the port in the environment variable PORT.
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
