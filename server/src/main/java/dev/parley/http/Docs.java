package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/// `GET /docs`, `/docs/:file`, `/openapi.yaml` and `/asyncapi.yaml`: the descriptions of the REST
/// API and of the events, and Swagger UI to read the former with, all from the class path. A file
/// that is not in the table does not exist.
final class Docs {
  /// Swagger UI sets styles on elements and has pictures in its style sheet; scripts are files
  /// only.
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " frame-ancestors 'none'";

  private static final String VERSION_FILE =
      "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String PICTURE = "image/png";
  private static final String YAML = "application/yaml; charset=utf-8";

  private static final Map<String, String> SWAGGER_UI =
      Map.of(
          "swagger-ui.css", STYLE,
          "swagger-ui-bundle.js", SCRIPT,
          "favicon-16x16.png", PICTURE,
          "favicon-32x32.png", PICTURE);

  private Docs() {}

  static Response page(Request request) {
    return Response.bytes(HTML, bytes("docs.html")).with(CommonHeaders.POLICY.toString(), POLICY);
  }

  static Response rest(Request request) {
    return Response.bytes(YAML, bytes("openapi.yaml"));
  }

  static Response events(Request request) {
    return Response.bytes(YAML, bytes("asyncapi.yaml"));
  }

  static Response file(Request request) {
    String name = request.pathValue("file");
    if (name.equals("docs.js")) {
      return Response.bytes(SCRIPT, bytes(name));
    }
    String type = SWAGGER_UI.get(name);
    if (type == null) {
      throw new Refusal(ErrorCode.NOT_FOUND, "There is nothing at this path");
    }
    return Response.bytes(
        type, bytes("/META-INF/resources/webjars/swagger-ui/%s/%s".formatted(version(), name)));
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = open(VERSION_FILE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
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
