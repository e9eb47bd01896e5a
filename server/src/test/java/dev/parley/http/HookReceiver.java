package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.hooks.HookSecret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A receiver of outgoing webhooks over plain sockets, which can answer in ways that no HTTP server
/// does.
final class HookReceiver implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long LIMIT_SECONDS = 20;

  private final ServerSocket listening;
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<Socket> connections = new ConcurrentLinkedQueue<>();
  private volatile Behaviour behaviour;

  /// The reaction to a call.
  interface Behaviour {
    /// Writes an answer, or something else.
    ///
    /// @return whether the connection stays open
    boolean answer(Call call, OutputStream out) throws IOException, InterruptedException;
  }

  /// A received call.
  ///
  /// @param headers the headers by their names in lower case
  record Call(String target, Map<String, String> headers, String body) {
    String id() {
      return header("webhook-id");
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    JsonNode json() {
      return JSON.readTree(body);
    }

    JsonNode data() {
      return json().path("data");
    }

    String type() {
      return json().path("type").asString();
    }

    /// The text of the message in the call.
    String text() {
      return data().path("text").asString();
    }

    /// Whether the call was signed with a secret, according to the test's own computation.
    boolean isSigned(String secret) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new HookSecret(secret).key(), "HmacSHA256"));
        String signed = id() + "." + header("webhook-timestamp") + "." + body;
        String expected = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        return header("webhook-signature").equals("v1," + expected);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  HookReceiver() {
    this(answering(204));
  }

  HookReceiver(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::listen);
  }

  static Behaviour answering(int status, String... headers) {
    return (_, out) -> {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n");
      for (int i = 0; i < headers.length; i += 2) {
        head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
      }
      out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
      return true;
    };
  }

  /// An answer that never ends.
  ///
  /// @param brokenOff becomes true once Parley has closed the connection
  static Behaviour dripping(AtomicBoolean brokenOff) {
    return (_, out) -> {
      try {
        out.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
        while (true) {
          out.write("a: b\r\n".getBytes(UTF_8));
          out.flush();
          Thread.sleep(50); // so that the answer is incomplete for longer than the test waits
        }
      } catch (IOException closed) {
        brokenOff.set(true);
        throw closed;
      }
    };
  }

  void becomes(Behaviour now) {
    behaviour = now;
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort() + "/hook";
  }

  /// The next call.
  Call next() {
    try {
      Call call = calls.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (call == null) {
        throw new AssertionError("no call came within " + LIMIT_SECONDS + " s");
      }
      return call;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  List<Call> next(int count) {
    List<Call> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  /// Whether there was no other call so far.
  boolean isQuiet() {
    return calls.isEmpty();
  }

  private void listen() {
    try {
      while (true) {
        Socket connection = listening.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test has ended.
    }
  }

  private void serve(Socket connection) {
    try (connection;
        InputStream in = new BufferedInputStream(connection.getInputStream());
        OutputStream out = connection.getOutputStream()) {
      boolean more = true;
      while (more) {
        String request = line(in);
        if (request.isEmpty()) {
          return;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
          int colon = line.indexOf(':');
          headers.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        Call call =
            new Call(request.split(" ", -1)[1], headers, new String(in.readNBytes(length), UTF_8));
        // The reaction is chosen before the test learns of the call, because the test may then
        // choose another one for the next call.
        Behaviour chosen = behaviour;
        calls.add(call);
        more = chosen.answer(call, out);
        out.flush();
      }
    } catch (IOException | InterruptedException ended) {
      // Parley, or the test, has closed the connection.
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int it = in.read(); it >= 0 && it != '\n'; it = in.read()) {
      line.append((char) it);
    }
    return line.toString().strip();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
