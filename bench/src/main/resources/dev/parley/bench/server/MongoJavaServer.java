import com.sun.net.httpserver.HttpServer;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.net.InetSocketAddress;

/**
 * mongo-java-server, which uses MongoDB's protocol and keeps everything in memory. Listens on
 * 127.0.0.1 at MONGODB_PORT; then GET /health at PORT answers 200. Its queries fail while an index
 * is made, so it gets one command at a time. An answer is a copy, because the next command changes
 * documents in place while the answer is sent.
 */
public final class MongoJavaServer {
  private static final class OneAtATime extends MemoryBackend {
    @Override
    public synchronized Document handleMessage(MongoMessage message) {
      return super.handleMessage(message).cloneDeeply();
    }
  }

  public static void main(String[] args) throws Exception {
    MongoServer server = new MongoServer(new OneAtATime());
    server.bind(new InetSocketAddress("127.0.0.1", port("MONGODB_PORT")));
    HttpServer health = HttpServer.create(new InetSocketAddress("127.0.0.1", port("PORT")), 0);
    health.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    health.start();
  }

  private static int port(String name) {
    return Integer.parseInt(System.getenv(name));
  }
}
