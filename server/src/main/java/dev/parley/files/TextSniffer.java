package dev.parley.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells text from other bytes, and text that a browser would execute from text that it shows.
///
/// It is stricter than browsers (WHATWG MIME Sniffing, section 7.1): a text with an HTML tag
/// anywhere in its first 8 KB counts as a page. A page that is mistaken for a text is worse than a
/// text that is offered as a download.
final class TextSniffer {
  private static final Pattern PAGE =
      Pattern.compile(
          "<(?:!doctype\\s+html|html|head|body|script|iframe|style|title|meta|link|img|object|embed"
              + "|form|base|frameset)(?=[\\s/>])");

  private static final Pattern DRAWING = Pattern.compile("<(?:[a-z]+:)?svg(?=[\\s/>])");

  /// The beginning of a script, after its comments.
  private static final Pattern SCRIPT =
      Pattern.compile(
          "[\"']use strict[\"']"
              + "|!?\\(?(?:async\\s+)?function\\b[^\\n]{0,80}\\("
              + "|\\(?\\(\\w*\\)\\s*=>"
              + "|(?:var|let|const)\\s+[\\w$]+\\s*="
              + "|import\\s[^\\n]{0,200}[\"'][^\\n]{1,200}[\"']"
              + "|export\\s+(?:default|const|function|class)\\b");

  private TextSniffer() {}

  /// @param head the file's first bytes
  /// @param more whether the file has more bytes than these
  static FileType detect(byte[] head, boolean more) {
    Charset charset = charset(head);
    boolean mayBeCut = more && !charset.equals(ISO_8859_1);
    int length = mayBeCut ? head.length & ~1 : head.length;
    String text = new String(head, 0, length, charset);
    if (text.isEmpty() || !isText(text)) {
      return FileType.UNKNOWN;
    }
    if (text.startsWith("#!")) {
      return FileType.SCRIPT;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    Matcher drawing = DRAWING.matcher(lower);
    Matcher page = PAGE.matcher(lower);
    boolean isPage = page.find();
    if (drawing.find() && !(isPage && page.start() < drawing.start())) {
      return FileType.SVG;
    }
    if (isPage) {
      return FileType.HTML;
    }
    String visible = behindMark(lower).stripLeading();
    if (visible.startsWith("<?xml")) {
      return FileType.XML;
    }
    return SCRIPT.matcher(behindComments(visible)).lookingAt()
        ? FileType.JAVASCRIPT
        : FileType.TEXT;
  }

  /// The text without its byte order mark.
  private static String behindMark(String text) {
    if (text.startsWith("\u00ef\u00bb\u00bf")) {
      return text.substring(3); // of UTF-8, read as Latin-1
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static String behindComments(String text) {
    String rest = text;
    while (rest.startsWith("//") || rest.startsWith("/*")) {
      String mark = rest.startsWith("//") ? "\n" : "*/";
      int end = rest.indexOf(mark, 2);
      if (end < 0) {
        return "";
      }
      rest = rest.substring(end + mark.length()).stripLeading();
    }
    return rest;
  }

  /// The encoding in which to read the text. Latin-1 stands for UTF-8 and every other encoding that
  /// contains ASCII. UTF-16 is recognized by its byte order mark, or by a tag at the start, as in
  /// browsers.
  private static Charset charset(byte[] head) {
    if (head.length < 2) {
      return ISO_8859_1;
    }
    return switch ((head[0] & 0xff) << 8 | (head[1] & 0xff)) {
      case 0xfffe, '<' << 8 -> UTF_16LE;
      case 0xfeff, '<' -> UTF_16BE;
      default -> ISO_8859_1;
    };
  }

  /// Whether the text has no control characters that do not occur in texts.
  private static boolean isText(String text) {
    return text.chars().noneMatch(c -> c < 0x20 && "\t\n\u000b\f\r\u001b".indexOf(c) < 0);
  }
}
