package dev.parley.files;

import java.io.IOException;
import java.nio.file.Path;

/// The type of a file according to its bytes, never according to its name.
///
/// Contains all types that WhatsApp accepts, other types that customers send, and types that a
/// browser or a computer could execute. MIME types are those of IANA, or those that browsers use.
public enum FileType {
  JPEG("image/jpeg", "jpg", Kind.IMAGE),
  PNG("image/png", "png", Kind.IMAGE),
  WEBP("image/webp", "webp", Kind.IMAGE),
  GIF("image/gif", "gif", Kind.IMAGE),
  BMP("image/bmp", "bmp", Kind.IMAGE),
  TIFF("image/tiff", "tif", Kind.IMAGE),
  HEIC("image/heic", "heic", Kind.IMAGE),
  AVIF("image/avif", "avif", Kind.IMAGE),
  ICO("image/vnd.microsoft.icon", "ico", Kind.IMAGE),

  /// Ogg with Opus, the format of voice notes.
  OGG_OPUS("audio/ogg", "ogg", Kind.AUDIO),
  /// Ogg with another codec, such as Vorbis.
  OGG_AUDIO("audio/ogg", "ogg", Kind.AUDIO),
  MP3("audio/mpeg", "mp3", Kind.AUDIO),
  /// AAC in ADTS frames.
  AAC("audio/aac", "aac", Kind.AUDIO),
  AMR("audio/amr", "amr", Kind.AUDIO),
  AMR_WB("audio/amr-wb", "awb", Kind.AUDIO),
  /// MP4 without video.
  MP4_AUDIO("audio/mp4", "m4a", Kind.AUDIO),
  WEBM_AUDIO("audio/webm", "weba", Kind.AUDIO),
  WAV("audio/wav", "wav", Kind.AUDIO),
  FLAC("audio/flac", "flac", Kind.AUDIO),

  MP4("video/mp4", "mp4", Kind.VIDEO),
  THREE_GP("video/3gpp", "3gp", Kind.VIDEO),
  QUICKTIME("video/quicktime", "mov", Kind.VIDEO),
  WEBM("video/webm", "webm", Kind.VIDEO),
  MATROSKA("video/x-matroska", "mkv", Kind.VIDEO),
  OGG_VIDEO("video/ogg", "ogv", Kind.VIDEO),
  AVI("video/x-msvideo", "avi", Kind.VIDEO),

  PDF("application/pdf", "pdf", Kind.DOCUMENT),
  DOC("application/msword", "doc", Kind.DOCUMENT),
  XLS("application/vnd.ms-excel", "xls", Kind.DOCUMENT),
  PPT("application/vnd.ms-powerpoint", "ppt", Kind.DOCUMENT),
  DOCX(
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "docx",
      Kind.DOCUMENT),
  XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", Kind.DOCUMENT),
  PPTX(
      "application/vnd.openxmlformats-officedocument.presentationml.presentation",
      "pptx",
      Kind.DOCUMENT),
  ODT("application/vnd.oasis.opendocument.text", "odt", Kind.DOCUMENT),
  ODS("application/vnd.oasis.opendocument.spreadsheet", "ods", Kind.DOCUMENT),
  ODP("application/vnd.oasis.opendocument.presentation", "odp", Kind.DOCUMENT),
  EPUB("application/epub+zip", "epub", Kind.DOCUMENT),
  RTF("application/rtf", "rtf", Kind.DOCUMENT),
  /// Text of any encoding, including CSV, vCard and JSON, which cannot be told apart reliably.
  TEXT("text/plain", "txt", Kind.DOCUMENT),

  ZIP("application/zip", "zip", Kind.ARCHIVE),
  GZIP("application/gzip", "gz", Kind.ARCHIVE),
  RAR("application/vnd.rar", "rar", Kind.ARCHIVE),
  SEVEN_ZIP("application/x-7z-compressed", "7z", Kind.ARCHIVE),
  /// Microsoft's container of older documents with other content, such as an installer.
  OLE("application/x-ole-storage", "bin", Kind.ARCHIVE),

  HTML("text/html", "html", Kind.EXECUTABLE),
  SVG("image/svg+xml", "svg", Kind.EXECUTABLE),
  /// Any other XML, which a stylesheet can turn into a web page.
  XML("application/xml", "xml", Kind.EXECUTABLE),
  /// A script whose beginning shows that it is JavaScript; other scripts are [#TEXT].
  JAVASCRIPT("text/javascript", "js", Kind.EXECUTABLE),
  WASM("application/wasm", "wasm", Kind.EXECUTABLE),
  /// A text whose first line names the program that runs it.
  SCRIPT("text/x-shellscript", "sh", Kind.EXECUTABLE),
  WINDOWS_PROGRAM("application/vnd.microsoft.portable-executable", "exe", Kind.EXECUTABLE),
  WINDOWS_SHORTCUT("application/x-ms-shortcut", "lnk", Kind.EXECUTABLE),
  LINUX_PROGRAM("application/x-elf", "bin", Kind.EXECUTABLE),
  MAC_PROGRAM("application/x-mach-binary", "bin", Kind.EXECUTABLE),
  JAVA_CLASS("application/java-vm", "class", Kind.EXECUTABLE),
  JAVA_ARCHIVE("application/java-archive", "jar", Kind.EXECUTABLE),
  ANDROID_PROGRAM("application/vnd.android.package-archive", "apk", Kind.EXECUTABLE),
  /// An Office document with macros.
  OFFICE_WITH_MACROS("application/vnd.ms-office", "bin", Kind.EXECUTABLE),

  /// A file of no other type, or an empty file.
  UNKNOWN("application/octet-stream", "bin", Kind.UNKNOWN);

  /// The purpose of a file.
  public enum Kind {
    IMAGE,
    AUDIO,
    VIDEO,
    DOCUMENT,
    ARCHIVE,
    /// A browser or a computer that opens the file may run its content.
    EXECUTABLE,
    UNKNOWN
  }

  private final String mimeType;
  private final String extension;
  private final Kind kind;

  FileType(String mimeType, String extension, Kind kind) {
    this.mimeType = mimeType;
    this.extension = extension;
    this.kind = kind;
  }

  /// The MIME type without parameters, such as `audio/ogg`.
  public String mimeType() {
    return mimeType;
  }

  /// The file name extension without a dot, such as `jpg`.
  public String extension() {
    return extension;
  }

  public Kind kind() {
    return kind;
  }

  /// Whether a browser that shows the file could run its content, or pass it to a program that runs
  /// it. Such a file is only offered as a download, never shown as a page.
  public boolean mayBeExecuted() {
    return kind == Kind.EXECUTABLE;
  }

  /// The type of a file. Reads some kilobytes of it; in archives and containers from several
  /// places.
  ///
  /// @throws IOException if the disk fails; no content causes an exception
  public static FileType detect(FileBytes file) throws IOException {
    return new TypeDetector(file).detect();
  }

  /// The type of a file on the disk. See [#detect(FileBytes)].
  public static FileType detect(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return detect(bytes);
    }
  }
}
