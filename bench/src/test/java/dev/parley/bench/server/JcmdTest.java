package dev.parley.bench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class JcmdTest {
  @Test
  void theSpacesOfASerialHeapAreAddedUp() throws IOException {
    String info =
        """
        4711:
         DefNew     total 9792K, used 1024K [0x00000000e0000000, 0x00000000eaaa0000)
          eden space 8704K,  11% used [0x00000000e0000000, 0x00000000e0100000)
          from space 1088K,   0% used [0x00000000e0880000, 0x00000000e0880000)
         Tenured    total 21888K, used 4096K [0x00000000eaaa0000, 0x00000000ec000000)
          the  space 21888K,  18% used [0x00000000eaaa0000, 0x00000000eaea0000)
         Metaspace       used 18342K, committed 18816K, reserved 1114112K
        """;

    assertEquals(5, Jcmd.usedMegabytes(info));
  }

  @Test
  void aG1HeapIsOneSpace() throws IOException {
    String info =
        """
         garbage-first heap   total reserved 262144K, committed 32768K, used 3072K [0xf0000000)
          region size 1024K, 2 young (2048K), 0 survivors (0K)
        """;

    assertEquals(3, Jcmd.usedMegabytes(info));
  }

  @Test
  void whatIsNoHeapIsRefused() {
    assertThrows(IOException.class, () -> Jcmd.usedMegabytes("Command executed successfully\n"));
  }

  @Test
  void thisProcessHasALiveHeap() throws IOException {
    assertTrue(Jcmd.liveMegabytes(ProcessHandle.current().pid()) > 1);
  }
}
