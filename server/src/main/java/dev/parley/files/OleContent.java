package dev.parley.files;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.IOException;

/// Finds the type of a document in Microsoft's older container from the names in its directory.
///
/// Source: MS-CFB, sections 2.2 (header), 2.3 (sectors in chains), 2.6 (directory).
final class OleContent {
  private static final int ENTRY = 128;

  /// The number of directory sectors that are read; the names of a document are in the first ones.
  private static final int MAX_SECTORS = 64;

  /// The offset of the header's list of sectors with the allocation table, and the length of that
  /// list.
  private static final int TABLE_LIST = 76;

  private static final int TABLE_LIST_LENGTH = 109;

  private OleContent() {}

  /// The type of the document; [FileType#OLE] if it is unknown or the container is damaged.
  static FileType detect(FileBytes file) throws IOException {
    try {
      int shift = file.u16le(30);
      if (shift != 9 && shift != 12) {
        return FileType.OLE;
      }
      long sector = file.u32le(48);
      for (int i = 0; i < MAX_SECTORS; i++) {
        FileType type = inSector(file, (sector + 1) << shift, 1 << shift);
        if (type != FileType.OLE) {
          return type;
        }
        sector = next(file, sector, shift);
      }
    } catch (UnreadableFileException _) {
      return FileType.OLE; // the end of a chain is a sector that no file has
    }
    return FileType.OLE;
  }

  private static FileType inSector(FileBytes file, long at, int length) throws IOException {
    for (int entry = 0; entry < length; entry += ENTRY) {
      int nameLength = Math.min(file.u16le(at + entry + 64), 64);
      String name = new String(file.bytes(at + entry, nameLength), UTF_16LE);
      switch (name.strip().replace("\0", "")) {
        case "WordDocument" -> {
          return FileType.DOC;
        }
        case "Workbook", "Book" -> {
          return FileType.XLS;
        }
        case "PowerPoint Document" -> {
          return FileType.PPT;
        }
        default -> {
          // another stream
        }
      }
    }
    return FileType.OLE;
  }

  private static long next(FileBytes file, long sector, int shift) throws IOException {
    long entries = 1L << (shift - 2);
    long table = sector / entries;
    if (table >= TABLE_LIST_LENGTH) {
      throw UnreadableFileException.tooLarge("The document's directory is too far away.");
    }
    long tableSector = file.u32le(TABLE_LIST + 4 * table);
    return file.u32le(((tableSector + 1) << shift) + 4 * (sector % entries));
  }
}
