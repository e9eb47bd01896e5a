package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the launcher `./parley` makes of its surroundings.
@Timeout(120)
final class LauncherIT {
  private static final Map<String, String> ANY_PORT = Map.of("PORT", "0", "HOST", "127.0.0.1");

  @TempDir Path folder = Path.of("");

  @Test
  void theJarServesWithTheLaunchersOptions() {
    List<String> options = ParleyProcess.launcherOptions(folder, ANY_PORT);
    assertTrue(options.stream().anyMatch(it -> it.startsWith("-Xmx")), options.toString());
    assertTrue(options.contains("-XX:+UseSerialGC"), options.toString());

    try (ParleyProcess server = ParleyProcess.startAsLaunched(folder, ANY_PORT, "serve")) {
      assertEquals("127.0.0.1", server.ready().getHost());
      long resident = server.resident();
      assertTrue(resident > 20_000_000, "resident: " + resident);
      assertTrue(server.mostResident() >= resident);
    }
  }
}
