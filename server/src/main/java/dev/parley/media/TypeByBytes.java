package dev.parley.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.MediaFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Tells the types that WhatsApp carries from all others by the first bytes of a file.
public final class TypeByBytes implements FileExaminer {
  private static final int LOOKED_AT = 16 * 1024;
  private static final String UNKNOWN = "application/octet-stream";
  private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
  private static final Map<String, String> OFFICE_FOLDERS =
      Map.of(
          "word/",
          OFFICE + "wordprocessingml.document",
          "xl/",
          OFFICE + "spreadsheetml.sheet",
          "ppt/",
          OFFICE + "presentationml.presentation");

  @Override
  public Examined examine(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new Examined(type(in.readNBytes(LOOKED_AT)), MediaFile.Traits.NONE);
    }
  }

  /// @param head the first bytes
  static String type(byte[] head) {
    String text = new String(head, ISO_8859_1);
    if (text.startsWith("\u00FF\u00D8\u00FF")) {
      return "image/jpeg";
    }
    if (text.startsWith("\u0089PNG\r\n\u001A\n")) {
      return "image/png";
    }
    if (text.startsWith("GIF8")) {
      return "image/gif";
    }
    if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
      return "image/webp";
    }
    if (text.startsWith("OggS")) {
      return text.startsWith("OpusHead", 28) ? "audio/ogg; codecs=opus" : "application/ogg";
    }
    if (text.startsWith("ftyp", 4)) {
      return mp4(text);
    }
    if (text.startsWith("#!AMR\n")) {
      return "audio/amr";
    }
    if (text.startsWith("ID3") || isFrameOfMp3(head)) {
      return "audio/mpeg";
    }
    if (head.length > 1 && (head[0] & 0xFF) == 0xFF && (head[1] & 0xF6) == 0xF0) {
      return "audio/aac";
    }
    if (text.startsWith("%PDF-")) {
      return "application/pdf";
    }
    if (text.startsWith("PK\u0003\u0004")) {
      return OFFICE_FOLDERS.entrySet().stream()
          .filter(folder -> text.contains(folder.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("application/zip");
    }
    if (text.startsWith("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1")) {
      return "application/msword";
    }
    return isText(head) ? textType(head) : UNKNOWN;
  }

  private static boolean isFrameOfMp3(byte[] head) {
    return head.length > 2
        && (head[0] & 0xFF) == 0xFF
        && (head[1] & 0xE6) == 0xE2 // layer III
        && (head[2] & 0xF0) != 0xF0;
  }

  private static String mp4(String text) {
    String brand = text.length() < 12 ? "" : text.substring(8, 12);
    if (brand.startsWith("3g")) {
      return "video/3gpp";
    }
    return brand.startsWith("M4A") || brand.startsWith("M4B") ? "audio/mp4" : "video/mp4";
  }

  private static boolean isText(byte[] head) {
    for (byte each : head) {
      if (each >= 0 && each < ' ' && each != '\t' && each != '\n' && each != '\r' && each != '\f') {
        return false;
      }
    }
    return head.length > 0 && isUtf8(head);
  }

  /// The last character may be cut.
  private static boolean isUtf8(byte[] head) {
    for (int cut = 0; cut < 4 && cut <= head.length; cut++) {
      try {
        var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(head, 0, head.length - cut));
        return true;
      } catch (CharacterCodingException notYet) {
        // One byte less may be whole.
      }
    }
    return false;
  }

  private static String textType(byte[] head) {
    String begin = new String(head, UTF_8).stripLeading().toLowerCase(Locale.ROOT);
    if (begin.contains("<svg")) {
      return "image/svg+xml";
    }
    boolean page =
        Stream.of("<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<!--")
            .anyMatch(begin::startsWith);
    if (page || begin.contains("<script") || begin.contains("<html")) {
      return "text/html";
    }
    return begin.startsWith("<?xml") ? "application/xml" : "text/plain";
  }
}
