package dev.parley.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the work for which the first visitor of the web client would have to wait: code is loaded
/// when it is first used, and that takes about half a second. Called once, on a virtual thread,
/// when requests are already answered. Changes nothing.
final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final Pattern ASSET = Pattern.compile("\"\\./(assets/[^\"]+)\"");
  private static final int PATIENCE_MILLIS = 5_000;

  private final InetSocketAddress address;

  /// @param host the host on which Parley listens
  WarmUp(String host, int port) throws IOException {
    InetAddress listening = InetAddress.getByName(host);
    this.address =
        new InetSocketAddress(
            listening.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listening, port);
  }

  /// Requests the page and its files like a browser, and lists chats without sending them.
  static void run(String host, int port, ListChats chats) {
    try {
      chats.warmUp();
      WarmUp visitor = new WarmUp(host, port);
      Matcher assets = ASSET.matcher(visitor.get("/login", "identity"));
      while (assets.find()) {
        visitor.get("/" + assets.group(1), "br");
      }
    } catch (IOException | RuntimeException failure) {
      // The first visitor waits a little longer; real problems are reported then.
      log.atDebug().setCause(failure).log("warm-up failed");
    }
  }

  private String get(String path, String coding) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: %s\r\nConnection: close\r\n\r\n"
              .formatted(path, coding);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
