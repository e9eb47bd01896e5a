package dev.parley.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stranger reaches a new installation over the network and tries everything: they have access to
/// health, documents and the sign-in, as in the column `remote` of `docs/security.md`, and to
/// nothing else.
final class StrangerTourTest {
  private static final Path PAGE = Path.of("..", "docs", "security.md");

  /// A row of the table: method, path, and the marks of the first two columns.
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([A-Z]+ [^`]+)` \\| x? ?\\| (x?) ?\\|");

  private static final String SECRET = "the order of Marta";

  @TempDir private Path folder;

  /// The address of this machine by which others reach it.
  private static Optional<InetAddress> address() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(it -> it instanceof Inet4Address && !it.isLoopbackAddress())
        .findFirst();
  }

  @Test
  void aStrangerFindsNothingButHealthDocumentsAndTheSignIn() throws Exception {
    Optional<InetAddress> address = address();
    assumeTrue(address.isPresent(), "THIS MACHINE HAS NO ADDRESS BUT THE LOOPBACK ADDRESS");
    Set<String> open = new TreeSet<>();
    ROW.matcher(Files.readString(PAGE))
        .results()
        .filter(row -> row.group(2).equals("x"))
        .forEach(row -> open.add(row.group(1)));

    Set<String> found = new TreeSet<>();
    try (RunningParley parley =
            RunningParley.start(
                folder, "ANONYMOUS", "", "HOST", "0.0.0.0", "WEBHOOK_VERIFY_TOKEN", "verify");
        HttpClient client = HttpClient.newHttpClient()) {
      String body = "{\"wa_id\":\"1234567890\",\"text\":\"%s\"}".formatted(SECRET);
      assertEquals(201, parley.post("/api/send", body).statusCode()); // callers on this machine may
      String base = "http://" + address.get().getHostAddress() + ":" + parley.port();
      for (String route : routes().keySet()) {
        HttpResponse<String> answer = client.send(request(base, route), BodyHandlers.ofString());
        if (answer.statusCode() != 401) {
          found.add(route);
        }
        assertFalse(answer.body().contains(SECRET), route);
      }
      assertEquals(
          401, client.send(request(base, "POST /webhook"), BodyHandlers.ofString()).statusCode());
    }

    assertEquals(open, found);
  }

  private static HttpRequest request(String base, String route) {
    String method = route.substring(0, route.indexOf(' '));
    String path =
        route
            .substring(route.indexOf(' ') + 1)
            .replace(":wa_id", "1234567890")
            .replace(":version", "25.0")
            .replaceAll(":[a-z_]+", "1234567890");
    if (route.equals("GET /webhook")) {
      path += "?hub.mode=subscribe&hub.verify_token=verify&hub.challenge=1";
    }
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Content-Type", "application/json")
        .method(
            method,
            method.equals("GET") || method.equals("DELETE")
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString("{}"))
        .build();
  }

  private Map<String, String> routes() throws Exception {
    Map<String, String> routes = new TreeMap<>();
    ServedRoutes.table(Files.createDirectory(folder.resolve("routes")))
        .forEach((path, methods) -> {
          for (String method : methods.split(", ", -1)) {
            if (!method.equals("HEAD") && !method.equals("OPTIONS")) {
              routes.put(method + " " + path, path);
            }
          }
        });
    return routes;
  }
}
