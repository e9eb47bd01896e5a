package dev.parley.whatsapp.cloud.checks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.doctor.Check;
import dev.parley.doctor.PublicAddress;
import dev.parley.doctor.Verdict;
import dev.parley.json.LooseJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Uploads a picture of one pixel to Meta, downloads it again and deletes it. Sends nothing to
/// anybody. Source: Cloud API docs, "Media".
final class MediaCheck {
  /// Meta's host for files, to which the token may be sent.
  private static final String HOST = "lookaside.fbsbx.com";

  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

  private static final String BOUNDARY = "parley-doctor-0f1e2d3c";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
  private static final String AGAIN =
      "Run the doctor again in some minutes; text messages are not affected.";

  private final Questions questions;
  private final String numberId;

  MediaCheck(Questions questions, String numberId) {
    this.questions = questions;
    this.numberId = numberId;
  }

  Check check() {
    return MetaChecks.check(
        "media",
        List.of(MetaChecks.REGISTRATION),
        "files cannot be sent or received",
        this::examine);
  }

  private Verdict examine() throws GraphRefusal, IOException, InterruptedException {
    @Nullable String id =
        LooseJson.anyText(
            questions.upload(
                numberId + "/media", "multipart/form-data; boundary=" + BOUNDARY, form()),
            "id");
    if (id == null || !ID.matcher(id).matches()) {
      return Verdict.fail("Meta took a file but gave it no id, so files cannot be sent.", AGAIN);
    }
    try {
      return back(id);
    } finally {
      questions.delete(id);
    }
  }

  private Verdict back(String id) throws GraphRefusal, IOException, InterruptedException {
    JsonNode media = questions.ask(id);
    @Nullable URI address = address(LooseJson.text(media, "url"));
    if (address == null) {
      return Verdict.fail("Meta gave no address of a file, so files cannot be received.", AGAIN);
    }
    if (!mayHaveToken(address)) {
      return Verdict.fail(
          "Meta keeps files at %s, a host that Parley does not send the access token to, so files cannot be"
                  .formatted(address.getHost())
              + " received.",
          "Look for a newer version of Parley that knows this host, or report it.");
    }
    HttpResponse<byte[]> file = questions.download(address);
    if (file.statusCode() != 200) {
      return Verdict.fail(
          "A file that was just uploaded cannot be downloaded (status %d), so files cannot be"
                  .formatted(file.statusCode())
              + " received.",
          AGAIN);
    }
    return Arrays.equals(file.body(), PIXEL)
        ? Verdict.ok("A file went to Meta and came back unchanged.")
        : Verdict.fail(
            "A file came back changed, so files cannot be trusted.",
            "Look for a proxy between this machine and Meta that changes what it passes on.");
  }

  private static @Nullable URI address(@Nullable String url) {
    try {
      return url == null ? null : URI.create(url);
    } catch (IllegalArgumentException notAUrl) {
      return null;
    }
  }

  /// Whether the token may be sent to an address. Plain http is allowed only on this machine.
  private static boolean mayHaveToken(URI address) {
    boolean https = "https".equals(address.getScheme());
    boolean http = "http".equals(address.getScheme());
    boolean usualPort = address.getPort() == -1 || address.getPort() == 443;
    return (https && usualPort && HOST.equals(address.getHost()))
        || ((https || http) && PublicAddress.isLoopback(address.getHost()));
  }

  /// Source: RFC 7578.
  private static byte[] form() {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(field("messaging_product", "whatsapp"));
    form.writeBytes(field("type", "image/png"));
    form.writeBytes(
        """
        --%s\r
        Content-Disposition: form-data; name="file"; filename="pixel.png"\r
        Content-Type: image/png\r
        \r
        """
            .formatted(BOUNDARY)
            .getBytes(UTF_8));
    form.writeBytes(PIXEL);
    form.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(UTF_8));
    return form.toByteArray();
  }

  private static byte[] field(String name, String value) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(BOUNDARY, name, value)
        .getBytes(UTF_8);
  }
}
