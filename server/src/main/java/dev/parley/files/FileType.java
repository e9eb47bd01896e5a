package dev.parley.files;

import java.io.IOException;
import java.nio.file.Path;

/// What a file is, by its bytes and never by its name.
///
/// All that WhatsApp carries, what customers send beside it, and what a browser or a machine could
/// execute. The names of types are those that IANA has, or that browsers use.
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

  /// Ogg with Opus in it, which is what voice notes are.
  OGG_OPUS("audio/ogg", "ogg", Kind.AUDIO),
  /// Ogg with another sound, such as Vorbis.
  OGG_AUDIO("audio/ogg", "ogg", Kind.AUDIO),
  MP3("audio/mpeg", "mp3", Kind.AUDIO),
  /// AAC in ADTS frames.
  AAC("audio/aac", "aac", Kind.AUDIO),
  AMR("audio/amr", "amr", Kind.AUDIO),
  AMR_WB("audio/amr-wb", "awb", Kind.AUDIO),
  /// MP4 without a picture.
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
  /// Text of any encoding; CSV, vCard and JSON as well, which no bytes tell apart for sure.
  TEXT("text/plain", "txt", Kind.DOCUMENT),

  ZIP("application/zip", "zip", Kind.ARCHIVE),
  GZIP("application/gzip", "gz", Kind.ARCHIVE),
  RAR("application/vnd.rar", "rar", Kind.ARCHIVE),
  SEVEN_ZIP("application/x-7z-compressed", "7z", Kind.ARCHIVE),
  /// Microsoft's container of older documents, with something else in it, such as an installer.
  OLE("application/x-ole-storage", "bin", Kind.ARCHIVE),

  HTML("text/html", "html", Kind.EXECUTABLE),
  SVG("image/svg+xml", "svg", Kind.EXECUTABLE),
  /// Any other XML: a stylesheet in it can make a page of it.
  XML("application/xml", "xml", Kind.EXECUTABLE),
  /// As far as its beginning shows; other scripts are [#TEXT].
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

  /// None of the others, or a file without bytes.
  UNKNOWN("application/octet-stream", "bin", Kind.UNKNOWN);

  /// What a file is for.
  public enum Kind {
    IMAGE,
    AUDIO,
    VIDEO,
    DOCUMENT,
    ARCHIVE,
    /// A browser or a machine that opens it may run what is in it.
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

  /// Without parameters, such as `audio/ogg`.
  public String mimeType() {
    return mimeType;
  }

  /// Without a dot, such as `jpg`.
  public String extension() {
    return extension;
  }

  public Kind kind() {
    return kind;
  }

  /// Whether a browser that gets the file to show could run what is in it, or hands it to a machine
  /// that does. Such a file is a download, never a page.
  public boolean mayBeExecuted() {
    return kind == Kind.EXECUTABLE;
  }

  /// The type of a file. Reads some kilobytes of it, of archives and containers from several
  /// places.
  ///
  /// @throws IOException where the disk fails; no bytes are refused
  public static FileType detect(FileBytes file) throws IOException {
    return new TypeDetector(file).detect();
  }

  /// The same of a file on the disk.
  public static FileType detect(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return detect(bytes);
    }
  }
}
