package dev.parley.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class FileNameTest {
  @Test
  void onlyTheLastPartOfAPathIsKept() {
    assertEquals("passwd", FileName.clean("../../etc/passwd"));
    assertEquals("a.pdf", FileName.clean("C:\\Users\\ann\\a.pdf"));
    assertNull(FileName.clean("../.."));
    assertNull(FileName.clean("a/"));
  }

  @Test
  void controlAndBidiCharactersAreRemoved() {
    assertEquals("a.pdfexe", FileName.clean("a.pdf\u0000exe\r\n"));
    assertEquals("gnp.exe", FileName.clean("\u202Egnp.exe\u2069"));
    assertEquals("ab.txt", FileName.clean("a\u200Fb.txt"));
  }

  @Test
  void otherScriptsStay() {
    assertEquals(
        "\u00FCbersicht \u4E2D\u6587.pdf", FileName.clean("\u00FCbersicht \u4E2D\u6587.pdf"));
  }

  @Test
  void aLongNameIsCutInFrontOfItsExtension() {
    String cut = FileName.clean("\u4E2D".repeat(300) + ".pdf");

    assertTrue(cut != null && cut.endsWith(".pdf"), cut);
    assertEquals(253, cut.getBytes(UTF_8).length);
  }

  @Test
  @Timeout(10)
  void aNameOfAMillionCharactersIsCutAtOnce() {
    for (String part : new String[] {"a", " ", ".", ". x", "\uD83D\uDE00"}) {
      String cut = FileName.clean("n" + part.repeat(1_000_000 / part.length()) + "n.pdf");

      assertTrue(cut != null && cut.endsWith(".pdf"), cut);
      assertTrue(cut.getBytes(UTF_8).length <= 255, cut);
    }
  }

  @Test
  void anotherExtensionKeepsTheLengthLimit() {
    assertEquals("note.ogg", FileName.withEnd("note", ".ogg"));
    String longest = FileName.clean("n".repeat(300));

    assertEquals("n".repeat(251) + ".ogg", FileName.withEnd(String.valueOf(longest), ".ogg"));
  }

  @Test
  void anEmptyNameIsNull() {
    assertNull(FileName.clean(null));
    assertNull(FileName.clean(" . "));
  }
}
