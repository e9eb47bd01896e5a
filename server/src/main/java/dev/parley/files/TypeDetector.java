package dev.parley.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Finds the type of one file. See [FileType#detect].
///
/// The first bytes of a file decide: a picture with an archive appended is a picture. Signatures of
/// one or two bytes, which any file may have by chance, count only if the structure after them fits
/// too.
final class TypeDetector {
  private static final int HEAD = 8 * 1024;

  /// The longest ID3 tag that is skipped; tags contain cover pictures.
  private static final long MAX_TAG = 64L << 20;

  private static final int MAX_BOXES = 1_000;

  private final FileBytes file;

  TypeDetector(FileBytes file) {
    this.file = file;
  }

  FileType detect() throws IOException {
    byte[] head = file.head(HEAD);
    String start = new String(head, 0, Math.min(64, head.length), ISO_8859_1);
    FileType type = bySignature(start);
    if (type == null) {
      type = byStructure(start);
    }
    return type != null ? type : TextSniffer.detect(head, head.length < file.size());
  }

  private @Nullable FileType bySignature(String start) throws IOException {
    if (start.startsWith("\u00ff\u00d8\u00ff")) {
      return FileType.JPEG;
    }
    if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
      return FileType.PNG;
    }
    if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
      return FileType.GIF;
    }
    if (start.startsWith("RIFF") && start.length() >= 12) {
      return switch (start.substring(8, 12)) {
        case "WEBP" -> FileType.WEBP;
        case "WAVE" -> FileType.WAV;
        case "AVI " -> FileType.AVI;
        default -> FileType.UNKNOWN;
      };
    }
    if (start.startsWith("%PDF-")) {
      return FileType.PDF;
    }
    if (start.startsWith("PK\u0003\u0004") || start.startsWith("PK\u0005\u0006")) {
      return ZipContent.detect(file);
    }
    if (start.startsWith("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
      return OleContent.detect(file);
    }
    if (start.startsWith("OggS")) {
      return ogg();
    }
    if (start.startsWith("#!AMR-WB\n")) {
      return FileType.AMR_WB;
    }
    if (start.startsWith("#!AMR\n")) {
      return FileType.AMR;
    }
    if (start.startsWith("fLaC")) {
      return FileType.FLAC;
    }
    if (start.startsWith("ID3")) {
      return behindTag();
    }
    if (start.startsWith("\u001aE\u00df\u00a3")) {
      return webm();
    }
    if (start.startsWith("II*\u0000") || start.startsWith("MM\u0000*")) {
      return FileType.TIFF;
    }
    if (start.startsWith("\u0000\u0000\u0001\u0000") && start.length() > 6 && start.charAt(4) > 0) {
      return FileType.ICO;
    }
    if (start.startsWith("{\\rtf")) {
      return FileType.RTF;
    }
    return archiveOrProgram(start);
  }

  private static @Nullable FileType archiveOrProgram(String start) {
    if (start.startsWith("\u001f\u008b\b")) {
      return FileType.GZIP;
    }
    if (start.startsWith("Rar!\u001a\u0007")) {
      return FileType.RAR;
    }
    if (start.startsWith("7z\u00bc\u00af'\u001c")) {
      return FileType.SEVEN_ZIP;
    }
    if (start.startsWith("\u0000asm")) {
      return FileType.WASM;
    }
    if (start.startsWith("\u007fELF")) {
      return FileType.LINUX_PROGRAM;
    }
    if (start.startsWith("L\u0000\u0000\u0000\u0001\u0014\u0002\u0000")) {
      return FileType.WINDOWS_SHORTCUT;
    }
    if (start.startsWith("\u00ca\u00fe\u00ba\u00be") && start.length() >= 8) {
      // Class files of Java have their version here, at least 45. Programs for Macs have the number
      // of processor types here, which is smaller.
      return start.charAt(6) == 0 && start.charAt(7) < 45
          ? FileType.MAC_PROGRAM
          : FileType.JAVA_CLASS;
    }
    if (start.startsWith("\u00fe\u00ed\u00fa")
        || start.startsWith("\u00ce\u00fa\u00ed\u00fe")
        || start.startsWith("\u00cf\u00fa\u00ed\u00fe")) {
      return FileType.MAC_PROGRAM;
    }
    return null;
  }

  private @Nullable FileType byStructure(String start) throws IOException {
    try {
      if (start.startsWith("ftyp", 4)) {
        return mp4(start);
      }
      if (start.startsWith("moov", 4) || start.startsWith("wide", 4)) {
        return FileType.QUICKTIME;
      }
      if (start.startsWith("MZ") && file.matches(file.u32le(0x3c), "PE\0\0")) {
        return FileType.WINDOWS_PROGRAM;
      }
      if (start.startsWith("BM") && isBitmap()) {
        return FileType.BMP;
      }
      return AudioFrames.detect(file, 0);
    } catch (UnreadableFileException _) {
      return null; // too short for it
    }
  }

  /// The type of the content after an ID3 tag, whose length is stored as four times seven bits.
  private FileType behindTag() throws IOException {
    try {
      long length = 0;
      for (int i = 6; i < 10; i++) {
        length = length << 7 | (file.u8(i) & 0x7f);
      }
      long at = 10 + length;
      if (length > MAX_TAG || !file.has(at, 4)) {
        return FileType.MP3;
      }
      if (file.matches(at, "fLaC")) {
        return FileType.FLAC;
      }
      FileType type = AudioFrames.detect(file, at);
      return type != null ? type : FileType.MP3;
    } catch (UnreadableFileException _) {
      return FileType.UNKNOWN;
    }
  }

  /// The type according to the first packet of the first stream.
  private FileType ogg() throws IOException {
    try {
      long packet = 27 + (long) file.u8(26);
      if (file.matches(packet, "OpusHead")) {
        return FileType.OGG_OPUS;
      }
      return file.matches(packet, "\u0080theora") || file.matches(packet, "\u0001video")
          ? FileType.OGG_VIDEO
          : FileType.OGG_AUDIO;
    } catch (UnreadableFileException _) {
      return FileType.UNKNOWN;
    }
  }

  private FileType webm() throws IOException {
    boolean matroska = false;
    try {
      EbmlElement header = EbmlElement.at(file, 0, file.size());
      if (header == null) {
        return FileType.UNKNOWN;
      }
      EbmlElement docType = header.child(file, EbmlElement.DOC_TYPE);
      matroska = docType == null || !file.matches(docType.start(), "webm");
      return matroska || hasPicture(header.end()) ? video(matroska) : FileType.WEBM_AUDIO;
    } catch (UnreadableFileException _) {
      return video(matroska);
    }
  }

  private static FileType video(boolean matroska) {
    return matroska ? FileType.MATROSKA : FileType.WEBM;
  }

  /// Whether a WebM file has a video track; true if its tracks cannot be found.
  private boolean hasPicture(long at) throws IOException {
    EbmlElement segment = EbmlElement.find(file, at, file.size(), EbmlElement.SEGMENT);
    EbmlElement tracks = segment == null ? null : segment.child(file, EbmlElement.TRACKS);
    if (tracks == null) {
      return true;
    }
    long next = tracks.start();
    for (int i = 0; i < MAX_BOXES; i++) {
      EbmlElement track = EbmlElement.at(file, next, tracks.end());
      if (track == null) {
        return false;
      }
      EbmlElement type =
          track.id() == EbmlElement.TRACK_ENTRY ? track.child(file, EbmlElement.TRACK_TYPE) : null;
      if (type != null && type.unsigned(file) == 1) {
        return true;
      }
      next = track.end();
    }
    return true;
  }

  /// The type according to the brand, or according to the tracks if the brand does not say whether
  /// there is video.
  private FileType mp4(String start) throws IOException {
    String brand = start.length() >= 12 ? start.substring(8, 12) : "";
    return switch (brand) {
      case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1" -> FileType.HEIC;
      case "avif", "avis" -> FileType.AVIF;
      case "qt  " -> FileType.QUICKTIME;
      case "M4A ", "M4B ", "M4P " -> FileType.MP4_AUDIO;
      default -> {
        if (brand.startsWith("3g")) {
          yield FileType.THREE_GP;
        }
        yield hasOnlySound() ? FileType.MP4_AUDIO : FileType.MP4;
      }
    };
  }

  private boolean hasOnlySound() throws IOException {
    try {
      Mp4Box movie = movie();
      if (movie == null) {
        return false;
      }
      boolean sound = false;
      long at = movie.start();
      for (int i = 0; i < MAX_BOXES; i++) {
        Mp4Box box = Mp4Box.at(file, at, movie.end());
        if (box == null) {
          return sound;
        }
        if (box.type().equals("trak")) {
          Mp4Box handler = box.descendant(file, "mdia", "hdlr");
          if (handler != null && file.matches(handler.start() + 8, "vide")) {
            return false;
          }
          sound |= handler != null && file.matches(handler.start() + 8, "soun");
        }
        at = box.end();
      }
      return false;
    } catch (UnreadableFileException _) {
      return false;
    }
  }

  private @Nullable Mp4Box movie() throws IOException {
    long at = 0;
    for (int i = 0; i < MAX_BOXES; i++) {
      Mp4Box box = Mp4Box.at(file, at, file.size());
      if (box == null || box.type().equals("moov")) {
        return box;
      }
      at = box.end();
    }
    return null;
  }

  /// Checks the length in the header of a bitmap, its unused bytes, and the length of the second
  /// header.
  private boolean isBitmap() throws IOException {
    long header = file.u32le(14);
    return file.u32le(6) == 0 && (header == 12 || (header >= 40 && header <= 124));
  }
}
