package dev.parley.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An HTTP/1.1 request that is sent many times with different numbers. It is rendered once; then
/// only its digits change, so its length is constant.
///
/// In path and body, `{number:10}` is replaced by the request's number in ten digits with leading
/// zeros, `{number%500:7}` for the number modulo 500 in seven.
public final class RequestTemplate {
  private static final Pattern SLOT =
      Pattern.compile("\\{number(?:%(?<modulus>\\d+))?:(?<digits>\\d+)}");

  private final byte[] bytes;
  private final List<Slot> slots;

  private record Slot(int offset, int digits, long modulus) {}

  private RequestTemplate(byte[] bytes, List<Slot> slots) {
    this.bytes = bytes;
    this.slots = slots;
  }

  /// A `GET` of `path`.
  ///
  /// @param headers such as `Authorization: Bearer abc`
  public static RequestTemplate get(String path, String... headers) {
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return parse(head.append("\r\n").toString());
  }

  /// A `POST` of JSON.
  public static RequestTemplate post(String path, String json) {
    return parse(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + parse(json).bytes.length
            + "\r\n\r\n"
            + json);
  }

  private static RequestTemplate parse(String text) {
    StringBuilder rendered = new StringBuilder();
    List<Slot> slots = new ArrayList<>();
    Matcher matcher = SLOT.matcher(text);
    int from = 0;
    while (matcher.find()) {
      rendered.append(text, from, matcher.start());
      int digits = Integer.parseInt(matcher.group("digits"));
      String modulus = matcher.group("modulus");
      slots.add(
          new Slot(
              rendered.toString().getBytes(StandardCharsets.UTF_8).length,
              digits,
              modulus == null ? Long.MAX_VALUE : Long.parseLong(modulus)));
      rendered.repeat('0', digits);
      from = matcher.end();
    }
    rendered.append(text, from, text.length());
    return new RequestTemplate(rendered.toString().getBytes(StandardCharsets.UTF_8), slots);
  }

  /// The number of bytes of each request.
  int length() {
    return bytes.length;
  }

  /// Puts the request with this number into `out`.
  void render(long number, ByteBuffer out) {
    int start = out.position();
    out.put(bytes);
    for (Slot slot : slots) {
      long rest = number % slot.modulus;
      for (int i = slot.digits - 1; i >= 0; i--) {
        out.put(start + slot.offset + i, (byte) ('0' + rest % 10));
        rest /= 10;
      }
    }
  }
}
