package dev.parley.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenFilesTest {
  @Test
  void theHardLimitCounts() {
    List<String> limits =
        List.of(
            "Limit                     Soft Limit           Hard Limit           Units     ",
            "Max processes             95952                95952                processes ",
            "Max open files            1024                 20000                files     ");

    assertEquals(20_000, OpenFiles.limit(limits));
  }

  @Test
  void thereMayBeNoLimit() {
    assertEquals(
        Long.MAX_VALUE,
        OpenFiles.limit(List.of("Max open files            1024      unlimited      files")));
  }
}
