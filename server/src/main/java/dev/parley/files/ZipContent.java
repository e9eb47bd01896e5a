package dev.parley.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/// Finds the type of a ZIP archive from the names in it. Nothing is unpacked, so an archive that
/// expands to a huge size does no harm.
///
/// The names are read from the directory at the end, which programs use. Sources: PKWARE's APPNOTE,
/// section 4.3; ECMA-376 part 2 (Office); OpenDocument 1.3, part 2, section 3.3.
final class ZipContent {
  private static final int END_RECORD = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int DIRECTORY_ENTRY = 46;
  private static final int MAX_ENTRIES = 4_096;
  private static final int MAX_NAME = 256;

  private final FileBytes file;
  private final Set<String> names = new HashSet<>();

  private ZipContent(FileBytes file) {
    this.file = file;
  }

  /// The type of the archive; [FileType#ZIP] if it is unknown or the archive is damaged.
  static FileType detect(FileBytes file) throws IOException {
    try {
      FileType declared = declared(file);
      if (declared != FileType.ZIP) {
        return declared;
      }
      ZipContent content = new ZipContent(file);
      content.readNames();
      return content.type();
    } catch (UnreadableFileException _) {
      return FileType.ZIP;
    }
  }

  /// The type that a file declares: OpenDocument and EPUB files begin with an uncompressed entry
  /// `mimetype`.
  private static FileType declared(FileBytes file) throws IOException {
    if (!file.matches(30, "mimetype")) {
      return FileType.ZIP;
    }
    long at = 38 + (long) file.u16le(28);
    int length = (int) Math.min(Math.min(file.u32le(22), 100), file.size() - at);
    if (file.u32le(18) != file.u32le(22) || length <= 0) {
      return FileType.ZIP;
    }
    String declared = file.ascii(at, length);
    for (FileType type : Set.of(FileType.ODT, FileType.ODS, FileType.ODP, FileType.EPUB)) {
      if (declared.equals(type.mimeType())) {
        return type;
      }
    }
    return FileType.ZIP;
  }

  private void readNames() throws IOException {
    long end = endRecord();
    long at = file.u32le(end + 16);
    int count = Math.min(file.u16le(end + 10), MAX_ENTRIES);
    for (int i = 0; i < count && file.matches(at, "PK\u0001\u0002"); i++) {
      int length = file.u16le(at + 28);
      if (length <= MAX_NAME) {
        names.add(file.ascii(at + DIRECTORY_ENTRY, length));
      }
      at += DIRECTORY_ENTRY + length + file.u16le(at + 30) + file.u16le(at + 32);
    }
  }

  /// The offset of the record that locates the directory. Only a comment may follow it.
  private long endRecord() throws IOException {
    int length = (int) Math.min(file.size(), END_RECORD + MAX_COMMENT);
    String tail = new String(file.bytes(file.size() - length, length), ISO_8859_1);
    int at = tail.lastIndexOf("PK\u0005\u0006");
    if (at < 0) {
      throw UnreadableFileException.truncated("The ZIP archive");
    }
    return file.size() - length + at;
  }

  private FileType type() {
    if (names.contains("[Content_Types].xml")) {
      if (names.stream().anyMatch(it -> it.endsWith("/vbaProject.bin"))) {
        return FileType.OFFICE_WITH_MACROS;
      }
      if (names.contains("word/document.xml")) {
        return FileType.DOCX;
      }
      if (names.contains("xl/workbook.xml")) {
        return FileType.XLSX;
      }
      if (names.contains("ppt/presentation.xml")) {
        return FileType.PPTX;
      }
    }
    if (names.contains("AndroidManifest.xml")) {
      return FileType.ANDROID_PROGRAM;
    }
    return names.contains("META-INF/MANIFEST.MF") ? FileType.JAVA_ARCHIVE : FileType.ZIP;
  }
}
