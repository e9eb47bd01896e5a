package dev.parley.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests requests whose end two readers may find at different places. The bytes after such a
/// request must not be read as a request, and the server must not wait for more. Source: RFC 9112,
/// 6.3 and 11.2.
final class SmugglingTest {
  /// The request that must not be answered; its id would be in the answer.
  private static final String SMUGGLED =
      "GET /health HTTP/1.1\nHost: x\nX-Request-Id: smuggled\n\n";

  @RegisterExtension static final FrontDoor door = FrontDoor.with();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n",
        "Transfer-Encoding: chunked\nContent-Length: 4\n\n0\n\n",
        "Content-Length: 2\nContent-Length: 4\n\n{}",
        "Content-Length: 2, 4\n\n{}",
        "Content-Length: +2\n\n{}",
        "Content-Length: -2\n\n{}",
        "Content-Length: 0x2\n\n{}",
        "Content-Length: 2.0\n\n{}",
        "Content-Length: 99999999999999999999\n\n{}",
        "Content-Length:\n\n{}",
        "Content-Length : 2\n\n{}",
        "Transfer-Encoding: identity\n\n{}",
        "Transfer-Encoding: gzip\n\n{}",
        "Transfer-Encoding: chunked, identity\n\n0\n\n",
        "Transfer-Encoding: xchunked\n\n0\n\n",
        "Transfer-Encoding: chunked\nTransfer-Encoding: identity\n\n0\n\n",
        "Transfer-Encoding: chunked\n\nzz\n{}\n0\n\n",
        "Transfer-Encoding: chunked\n\n-2\n{}\n0\n\n",
        "Transfer-Encoding: chunked\n\n+2\n{}\n0\n\n",
        "Transfer-Encoding: chunked\n\n0x2\n{}\n0\n\n",
        "Transfer-Encoding: chunked\n\n100000002\n{}\n0\n\n",
        "Transfer-Encoding: chunked\n\nffffffffffffffffff\n{}\n0\n\n",
        "Transfer-Encoding: chunked\n\n2\n{}x\n0\n\n",
        "Transfer-Encoding: chunked\n\n\n{}\n0\n\n"
      })
  void bytesAfterAnAmbiguousRequestAreNotARequest(String headersAndBody) throws IOException {
    try (Wire wire = door.connect()) {
      wire.send("POST /webhook HTTP/1.1\nHost: x\n" + headersAndBody + SMUGGLED);

      String all = new String(wire.rest(), ISO_8859_1);

      assertFalse(all.contains("smuggled"), all);
      assertTrue(all.isEmpty() || all.matches("(?s)HTTP/1.1 (200|400|413|501) .*"), all);
    }
  }
}
