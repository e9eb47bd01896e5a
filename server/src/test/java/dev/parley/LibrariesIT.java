package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests which libraries the product contains, so that none is added unnoticed as a transitive
/// dependency.
final class LibrariesIT {
  private static final List<String> EXPECTED =
      List.of(
          "HdrHistogram",
          "annotations",
          "bcprov-jdk18on",
          "bson",
          "bson-record-codec",
          "bucket4j_jdk17-core",
          "caffeine",
          "checksums",
          "checksums-spi",
          "concentus",
          "error_prone_annotations",
          "http-auth-aws",
          "http-auth-spi",
          "http-client-spi",
          "identity-spi",
          "jackson-annotations",
          "jackson-core",
          "jackson-databind",
          "js-yaml",
          "jspecify",
          "logback-classic",
          "logback-core",
          "lucene-core",
          "metrics-spi",
          "micrometer-commons",
          "micrometer-core",
          "micrometer-observation",
          "micrometer-registry-prometheus",
          "mongodb-driver-core",
          "mongodb-driver-sync",
          "netty-buffer",
          "netty-codec-base",
          "netty-codec-classes-quic",
          "netty-codec-compression",
          "netty-codec-http",
          "netty-codec-http2",
          "netty-codec-socks",
          "netty-common",
          "netty-handler",
          "netty-handler-proxy",
          "netty-resolver",
          "netty-tcnative-classes",
          "netty-transport",
          "netty-transport-classes-epoll",
          "netty-transport-native-epoll",
          "netty-transport-native-epoll",
          "netty-transport-native-unix-common",
          "nimbus-jose-jwt",
          "parley-socketio",
          "parley-socketio-client",
          "picocli",
          "prometheus-metrics-config",
          "prometheus-metrics-core",
          "prometheus-metrics-exposition-textformats",
          "prometheus-metrics-model",
          "prometheus-metrics-tracer-common",
          "reactive-streams",
          "slf4j-api",
          "sqlite-jdbc",
          "swagger-ui",
          "utils",
          "vertx-core",
          "vertx-core-logging");

  @Test
  void onlyUsedLibrariesAreShipped() throws IOException {
    try (JarFile jar = new JarFile(ParleyProcess.JAR.toFile())) {
      String path = jar.getManifest().getMainAttributes().getValue("Class-Path");

      List<String> names =
          Stream.of(path.split(" "))
              .map(it -> it.replaceFirst("^lib/", "").replaceFirst("-\\d.*$", ""))
              .sorted()
              .toList();

      // Document a new library, with the reason, in the docs on dependencies.
      assertEquals(EXPECTED, names);
    }
  }
}
