package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The web client, as the build puts it on the class path: its page at `/` and at the addresses of
/// its views, and its files at `/assets/:file`.
///
/// If the build had no npm, there is no web client; then each of these addresses shows the
/// greeting, which says so. Source of the policy: Content Security Policy Level 3 and Trusted
/// Types.
final class WebClient {
  private static final String FOLDER = "/dev/parley/web/";
  private static final String CACHE = "Cache-Control";

  /// A name without a folder; the ending decides the type.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");

  /// The build puts a hash of the content into these names.
  private static final Pattern HASHED = Pattern.compile(".+-[A-Za-z0-9_-]{8}\\.[a-z0-9]+");

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "webmanifest", "application/manifest+json",
          "svg", "image/svg+xml",
          "png", "image/png");

  private final String policy;

  /// @param links the beginning of links to files; null if they have no host
  WebClient(@Nullable URI links) {
    String files = "'self' blob:" + (links == null ? "" : " " + origin(links));
    this.policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data: %s;"
                .formatted(files)
            + " media-src %s;".formatted(files)
            + " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";
  }

  /// The origin of an address that may have a path, such as `https://cdn.example.org:8443`.
  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  /// `GET /setup`.
  Response setup(Request request) {
    return page(request, Docs::setup);
  }

  /// The address of any other view. The script finds out which one it is.
  Response page(Request request) {
    return page(request, Docs::home);
  }

  private Response page(Request request, Endpoint without) {
    Optional<byte[]> page = resource("index.html");
    if (page.isEmpty()) {
      return without.handle(request);
    }
    String html = new String(page.get(), UTF_8).replace("=\"./", "=\"" + root(request.path()));
    return Response.bytes("text/html; charset=utf-8", html.getBytes(UTF_8))
        .with(CommonHeaders.POLICY.toString(), policy)
        .with(CACHE, "no-cache");
  }

  /// Parley's own root, relative to the address of a page, so that pages work below the prefix of a
  /// proxy: `./` for `/login`, `../` for `/c/1`.
  static String root(String path) {
    long folders = path.chars().filter(character -> character == '/').count() - 1;
    return folders == 0 ? "./" : "../".repeat((int) Math.min(folders, 16));
  }

  /// `GET /assets/:file`.
  static Response file(Request request) {
    String name = request.pathValue("file");
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !NAME.matcher(name).matches()) {
      throw absent();
    }
    String coding = coding(request.header("Accept-Encoding"));
    Optional<byte[]> coded =
        coding.isEmpty() ? Optional.empty() : resource("assets/" + name + "." + coding);
    byte[] bytes = coded.or(() -> resource("assets/" + name)).orElseThrow(WebClient::absent);
    Response answer =
        Response.bytes(type, bytes)
            .with(
                CACHE,
                HASHED.matcher(name).matches()
                    ? "public, max-age=31536000, immutable"
                    : "no-cache");
    return coded.isEmpty()
        ? answer
        : answer.with("Content-Encoding", coding.equals("br") ? "br" : "gzip");
  }

  /// The ending of the compressed file that this client accepts; empty if there is none.
  private static String coding(@Nullable String accepted) {
    if (accepted == null) {
      return "";
    }
    for (String element : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      if (element.strip().equals("br")) {
        return "br";
      }
    }
    return Gzip.isAccepted(accepted) ? "gz" : "";
  }

  private static Refusal absent() {
    return new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this path");
  }

  private static Optional<byte[]> resource(String name) {
    try (InputStream in = WebClient.class.getResourceAsStream(FOLDER + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
