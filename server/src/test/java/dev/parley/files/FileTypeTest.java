package dev.parley.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The type of a file is found from its bytes.
final class FileTypeTest {
  @ParameterizedTest
  @CsvSource({
    "clip.3gp, THREE_GP",
    "clip.mov, QUICKTIME",
    "clip.mp4, MP4",
    "clip.webm, WEBM",
    "lossless.webp, WEBP",
    "picture.gif, GIF",
    "picture.jpg, JPEG",
    "picture.png, PNG",
    "picture.webp, WEBP",
    "recording.mp4, MP4_AUDIO",
    "recording.webm, WEBM_AUDIO",
    "tone.aac, AAC",
    "tone.m4a, MP4_AUDIO",
    "tone.mp3, MP3",
    "tone.ogg, OGG_OPUS",
    "vorbis.ogg, OGG_AUDIO"
  })
  void mediaIsKnownByItsBytes(String name, FileType type) throws IOException {
    assertEquals(type, FileType.detect(Fixture.open(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "'#!AMR\n<', AMR",
    "'#!AMR-WB\n<', AMR_WB",
    "'%PDF-1.7\n%', PDF",
    "'{\\rtf1\\ansi Hello}', RTF",
    "'Hello, how are you?', TEXT",
    "'name;number\nMarta;7781\n', TEXT",
    "'BEGIN:VCARD\r\nVERSION:3.0\r\n', TEXT",
    "'Let us meet: var or let? 3 < 4 > 2', TEXT",
    "'#!/bin/sh\nrm -r .', SCRIPT"
  })
  void documentsAreKnownByTheirFirstBytes(String bytes, FileType type) throws IOException {
    assertEquals(type, detect(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "MZ, UNKNOWN",
    "7f454c4602010100, LINUX_PROGRAM",
    "cafebabe0000003d, JAVA_CLASS",
    "cafebabe00000002, MAC_PROGRAM",
    "cffaedfe07000001, MAC_PROGRAM",
    "0061736d01000000, WASM",
    "4c0000000114020000000000, WINDOWS_SHORTCUT",
    "1f8b0800000000000003, GZIP",
    "526172211a0701 00, RAR",
    "377abcaf271c0004, SEVEN_ZIP",
    "49492a0008000000, TIFF",
    "000001000100101000, ICO",
    "424d36000000000000003600000028000000, BMP",
    "000000186674797068656963, HEIC",
    "000000186674797061766966, AVIF",
    "664c614300000022, FLAC",
    "52494646240000005741564566, WAV",
    "5249464624000000415649204c, AVI",
    "00010203, UNKNOWN"
  })
  void otherFormatsAreKnownByTheirSignatures(String hex, FileType type) throws IOException {
    byte[] bytes =
        hex.equals("MZ")
            ? "MZ\0\u0001".getBytes(ISO_8859_1)
            : HexFormat.of().parseHex(hex.replace(" ", ""));

    assertEquals(type, FileType.detect(FileBytes.of(bytes)));
  }

  @Test
  void aWindowsProgramNeedsItsSecondSignature() throws IOException {
    byte[] program = new byte[0x100];
    program[0] = 'M';
    program[1] = 'Z';
    program[0x3c] = (byte) 0x80;
    program[0x80] = 'P';
    program[0x81] = 'E';

    assertEquals(FileType.WINDOWS_PROGRAM, FileType.detect(FileBytes.of(program)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><p>Hello",
        "  \n<HTML><body>",
        "<!-- a comment --><script>alert(1)</script>",
        "Dear customer, <script src=x>",
        "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">",
        "<iframe/srcdoc=x>",
        "\ufeff<body onload=alert(1)>"
      })
  void textWithHtmlTagsIsAPage(String page) throws IOException {
    assertEquals(FileType.HTML, FileType.detect(FileBytes.of(page.getBytes(UTF_8))));
    assertEquals(FileType.HTML, FileType.detect(FileBytes.of(utf16(page).getBytes(UTF_16LE))));
    assertEquals(FileType.HTML, FileType.detect(FileBytes.of(utf16(page).getBytes(UTF_16BE))));
  }

  @ParameterizedTest
  @CsvSource({
    "'<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>', SVG",
    "'<?xml version=\"1.0\"?><!-- drawn --><svg:svg><style>', SVG",
    "'<?xml version=\"1.0\"?><feed>', XML",
    "'// a script\n/* of mine */ \"use strict\"; alert(1)', JAVASCRIPT",
    "'(function () { alert(1) })()', JAVASCRIPT",
    "'import x from \"./x.js\"', JAVASCRIPT",
    "'const x = 1;', JAVASCRIPT",
    "'(() => alert(1))()', JAVASCRIPT"
  })
  void executableTextIsNotText(String text, FileType type) throws IOException {
    assertEquals(type, detect(text));
    assertTrue(type.mayBeExecuted());
  }

  @Test
  void textInAnyEncodingIsText() throws IOException {
    for (String text : new String[] {"Grüße", "Привет", "你好", "مرحبا"}) {
      assertEquals(FileType.TEXT, FileType.detect(FileBytes.of(text.getBytes(UTF_8))));
      assertEquals(
          FileType.TEXT, FileType.detect(FileBytes.of(("\ufeff" + text).getBytes(UTF_16LE))));
    }
    assertEquals(FileType.TEXT, FileType.detect(FileBytes.of("Grüße".getBytes(ISO_8859_1))));
  }

  @ParameterizedTest
  @CsvSource({
    "word/document.xml, DOCX",
    "xl/workbook.xml, XLSX",
    "ppt/presentation.xml, PPTX",
    "word/vbaProject.bin, OFFICE_WITH_MACROS",
    "other.xml, ZIP"
  })
  void officeDocumentsAreKnownByTheNamesInThem(String name, FileType type) throws IOException {
    assertEquals(type, FileType.detect(FileBytes.of(zip("[Content_Types].xml", name))));
  }

  @ParameterizedTest
  @CsvSource({
    "META-INF/MANIFEST.MF, JAVA_ARCHIVE",
    "AndroidManifest.xml, ANDROID_PROGRAM",
    "photo.jpg, ZIP"
  })
  void archivesAreKnownByTheNamesInThem(String name, FileType type) throws IOException {
    assertEquals(type, FileType.detect(FileBytes.of(zip(name))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ODT", "ODS", "ODP", "EPUB"})
  void openDocumentsDeclareTheirType(FileType type) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] mimeType = type.mimeType().getBytes(UTF_8);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry("mimetype");
      CRC32 crc = new CRC32();
      crc.update(mimeType);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(mimeType.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(mimeType);
    }

    assertEquals(type, FileType.detect(FileBytes.of(out.toByteArray())));
  }

  @ParameterizedTest
  @CsvSource({
    "WordDocument, DOC",
    "Workbook, XLS",
    "PowerPoint Document, PPT",
    "SummaryInformation, OLE"
  })
  void olderDocumentsAreKnownByTheNamesInThem(String name, FileType type) throws IOException {
    byte[] document = new byte[1536];
    byte[] header = HexFormat.of().parseHex("d0cf11e0a1b11ae1");
    System.arraycopy(header, 0, document, 0, header.length);
    document[30] = 9; // sectors of 512 bytes
    document[48] = 1; // the directory is in the second one
    byte[] utf16 = name.getBytes(UTF_16LE);
    System.arraycopy(utf16, 0, document, 1024 + 128, utf16.length);
    document[1024 + 128 + 64] = (byte) (utf16.length + 2);

    assertEquals(type, FileType.detect(FileBytes.of(document)));
  }

  @Test
  void theFirstBytesDecideTheTypeOfAPolyglotFile() throws IOException {
    byte[] picture = Fixture.bytes("picture.jpg");
    byte[] archive = zip("META-INF/MANIFEST.MF");
    byte[] both = new byte[picture.length + archive.length];
    System.arraycopy(picture, 0, both, 0, picture.length);
    System.arraycopy(archive, 0, both, picture.length, archive.length);

    assertEquals(FileType.JPEG, FileType.detect(FileBytes.of(both)));
    assertEquals(FileType.GIF, detect("GIF89a/*<script>*/=1;alert(1)"));
    assertEquals(FileType.PDF, detect("%PDF-1.4 <html><script>"));
  }

  @Test
  void anEmptyFileIsUnknown() throws IOException {
    assertEquals(FileType.UNKNOWN, detect(""));
  }

  @Test
  void displayableTypesAreNotExecutable() {
    assertFalse(FileType.JPEG.mayBeExecuted());
    assertFalse(FileType.TEXT.mayBeExecuted());
    assertTrue(FileType.WINDOWS_PROGRAM.mayBeExecuted());
  }

  @Test
  void theNameOfAFileIsIgnored(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("photo.jpg"), Fixture.bytes("tone.mp3"));

    assertEquals(FileType.MP3, FileType.detect(file));
  }

  private static FileType detect(String latin1) throws IOException {
    return FileType.detect(FileBytes.of(latin1.getBytes(ISO_8859_1)));
  }

  private static String utf16(String text) {
    return text.startsWith("\ufeff") ? text : "\ufeff" + text;
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("<content/>".getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }
}
