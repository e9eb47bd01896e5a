package dev.parley.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.bench.bare.BareHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JcmdTest {
  @Test
  void everyClassHasItsBytes() throws IOException {
    String told =
        """
        4711:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         43015        4816240  [B (java.base@25.0.3)
           2:          1025          24600  java.lang.String (java.base@25.0.3)
           3:             7            112  dev.parley.chat.WaId
        Total         44047        4840952
        """;

    assertEquals(
        Map.of("[B", 4816240L, "java.lang.String", 24600L, "dev.parley.chat.WaId", 112L),
        Jcmd.histogram(told));
  }

  @Test
  void gapsOnTheHeapAreNotObjects() throws IOException {
    String told =
        """
           1:             7            112  dev.parley.chat.WaId
           2:             4        7998920  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
        """;

    assertEquals(Map.of("dev.parley.chat.WaId", 112L), Jcmd.histogram(told));
  }

  @Test
  void aHistogramWithoutObjectsIsRefused() {
    assertThrows(IOException.class, () -> Jcmd.histogram("Command executed successfully\n"));
  }

  @Test
  void objectsOfAnotherProcessAreCounted() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            BareHttp.class.getName());
    builder.environment().put("PORT", "0");
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try {
      assertTrue(Jcmd.live(process.pid()).containsKey("java.lang.String"));
    } finally {
      process.destroyForcibly();
    }
  }
}
