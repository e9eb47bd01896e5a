package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Serves the descriptions of the REST API and of the events, and the pages that show them, all
/// from the class path: `GET /docs`, `/docs/events`, `/docs/:file`, `/openapi.yaml` and
/// `/asyncapi.yaml`. Also serves the greeting at `/` if there is no [WebClient]. A path of a file
/// that no table of this class lists is answered with `not_found`.
final class Docs {
  /// Allows what Swagger UI does: it sets styles on elements, and has pictures in its style sheet.
  /// Scripts must be files.
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " frame-ancestors 'none'";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String PICTURE = "image/png";
  private static final String YAML = "application/yaml; charset=utf-8";

  private static final Webjar SWAGGER_UI = new Webjar("org.webjars", "swagger-ui", "");
  private static final Webjar JS_YAML = new Webjar("org.webjars.npm", "js-yaml", "dist/");

  private static final Map<String, Asset> ASSETS =
      Map.of(
          "docs.js", new Asset(SCRIPT, null),
          "events.js", new Asset(SCRIPT, null),
          "home.js", new Asset(SCRIPT, null),
          "pages.css", new Asset(STYLE, null),
          "setup.js", new Asset(SCRIPT, null),
          "swagger-ui.css", new Asset(STYLE, SWAGGER_UI),
          "swagger-ui-bundle.js", new Asset(SCRIPT, SWAGGER_UI),
          "favicon-16x16.png", new Asset(PICTURE, SWAGGER_UI),
          "favicon-32x32.png", new Asset(PICTURE, SWAGGER_UI),
          "js-yaml.min.js", new Asset(SCRIPT, JS_YAML));

  /// A file that a page loads.
  ///
  /// @param from the library that has the file; null: Parley itself
  private record Asset(String type, @Nullable Webjar from) {}

  /// A library for browsers, as a jar of the class path.
  ///
  /// @param folder the folder of its files, relative to the library's own folder
  private record Webjar(String group, String name, String folder) {
    String path(String file) {
      return "/META-INF/resources/webjars/%s/%s/%s%s".formatted(name, version(), folder, file);
    }

    private String version() {
      Properties properties = new Properties();
      try (InputStream in = open("/META-INF/maven/%s/%s/pom.properties".formatted(group, name))) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return properties.getProperty("version");
    }
  }

  private Docs() {}

  static Response home(Request request) {
    return html("home.html", WebClient.root(request.path()));
  }

  static Response setup(Request request) {
    return html(request, "setup.html");
  }

  static Response page(Request request) {
    return html(request, "docs.html");
  }

  static Response eventsPage(Request request) {
    return html(request, "events.html");
  }

  /// The links of a page are relative, so that it works below the prefix of a proxy. A browser
  /// resolves them against the folder of its address, which is one level deeper if the path ends
  /// with a slash.
  private static Response html(Request request, String file) {
    return html(file, request.path().endsWith("/") ? "../" : "./");
  }

  private static Response html(String file, String here) {
    byte[] page = new String(bytes(file), UTF_8).replace("{{here}}", here).getBytes(UTF_8);
    return Response.bytes(HTML, page).with(CommonHeaders.POLICY.toString(), POLICY);
  }

  static Response rest(Request request) {
    return Response.bytes(YAML, bytes("openapi.yaml"));
  }

  static Response events(Request request) {
    return Response.bytes(YAML, bytes("asyncapi.yaml"));
  }

  static Response file(Request request) {
    String name = request.pathValue("file");
    Asset asset = ASSETS.get(name);
    if (asset == null) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this path");
    }
    Webjar webjar = asset.from();
    return Response.bytes(asset.type(), bytes(webjar == null ? name : webjar.path(name)));
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Docs.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("not on the class path: " + resource);
    }
    return in;
  }
}
