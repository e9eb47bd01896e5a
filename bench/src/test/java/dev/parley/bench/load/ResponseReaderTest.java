package dev.parley.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ResponseReaderTest {
  private static final String SIZED =
      "HTTP/1.1 201 Created\r\nX-Request-Id: 1\r\nCONTENT-LENGTH: 5\r\n\r\nhello";
  private static final String CHUNKED =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "transfer-encoding: chunked",
          "",
          "5",
          "hello",
          "C;part=2",
          " wide",
          "world",
          "0",
          "Checked: yes",
          "",
          "");

  private final ResponseReader reader = new ResponseReader();

  @Test
  void aSizedBodyEndsAtItsLength() throws IOException {
    ByteBuffer in = bytes(SIZED + "HTTP/1.1");

    assertTrue(reader.read(in));

    assertEquals(201, reader.status());
    assertEquals(5, reader.bodyLength());
    assertEquals("hello", reader.bodyStart());
    assertEquals("HTTP/1.1".length(), in.remaining());
  }

  @Test
  void aChunkedBodyEndsAfterItsTrailer() throws IOException {
    ByteBuffer in = bytes(CHUNKED + SIZED);

    assertTrue(reader.read(in));

    assertEquals(200, reader.status());
    assertEquals("hello wide\r\nworld", reader.bodyStart());
    assertEquals(SIZED.length(), in.remaining());
  }

  @Test
  void bytesMayArriveInAnyPieces() throws IOException {
    for (String response : new String[] {SIZED, CHUNKED}) {
      byte[] all = response.getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < all.length - 1; i++) {
        assertFalse(reader.read(ByteBuffer.wrap(all, i, 1)), response + " at " + i);
      }
      assertTrue(reader.read(ByteBuffer.wrap(all, all.length - 1, 1)));
    }
  }

  @Test
  void aResponseWithoutBodyEndsWithItsHead() throws IOException {
    ByteBuffer in =
        bytes("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");

    assertTrue(reader.read(in));
    assertEquals(204, reader.status());

    assertTrue(reader.read(in));
    assertEquals(200, reader.status());
  }

  @Test
  void anInterimResponseIsNotTheAnswer() throws IOException {
    ByteBuffer in = bytes("HTTP/1.1 100 Continue\r\n\r\n" + SIZED);

    assertTrue(reader.read(in));

    assertEquals(201, reader.status());
  }

  @Test
  void aResponseOfUnknownLengthIsRefused() {
    assertThrows(IOException.class, () -> reader.read(bytes("HTTP/1.1 200 OK\r\n\r\nhello")));
  }

  @Test
  void invalidHttpIsRefused() {
    assertThrows(IOException.class, () -> reader.read(bytes("220 mail.example ESMTP\r\n\r\n")));
  }

  @Test
  void aChunkWithoutHexadecimalSizeIsRefused() {
    String response = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nhello\r\n";

    assertThrows(IOException.class, () -> reader.read(bytes(response)));
  }

  @Test
  void aChunkLongerThanItsSizeIsRefused() {
    String response = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhello\r\n";

    assertThrows(IOException.class, () -> reader.read(bytes(response)));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
