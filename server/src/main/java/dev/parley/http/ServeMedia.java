package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.access.Permission;
import dev.parley.access.Principal;
import dev.parley.chat.ErrorCode;
import dev.parley.chat.MediaFile;
import dev.parley.chat.Refusal;
import dev.parley.media.FilePreviews;
import dev.parley.media.MediaLibrary;
import dev.parley.media.VisibleFiles;
import dev.parley.offload.WorkKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /api/media/:id` serves a file to callers that may read it ([VisibleFiles]), and to
/// everybody who has a signed link ([SignedLinks]).
///
/// Answers 200, or 206 for one range (`Range: bytes=0-99`); 304 if the client already has the file;
/// 416 for a range outside of the file; `not_found` for a file that is unknown, waiting or no
/// longer available. The bytes of an id never change. A file that a browser might execute is
/// offered as a download. `size=thumb` and `size=preview` return a small JPEG of a picture;
/// `not_found` if the file has no such copy.
final class ServeMedia implements Endpoint {
  private static final long A_YEAR = 31_536_000;
  private static final int BUFFER = 64 * 1024;
  private static final int ETAG_DIGITS = 32;
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /// The types that browsers show without executing anything.
  private static final Set<String> SHOWN =
      Set.of(
          "image/jpeg",
          "image/png",
          "image/gif",
          "image/webp",
          "audio/aac",
          "audio/amr",
          "audio/mpeg",
          "audio/mp4",
          "audio/ogg",
          "video/mp4",
          "video/3gpp",
          "text/plain");

  private final MediaLibrary library;
  private final VisibleFiles visible;
  private final SignedLinks links;
  private final FilePreviews previews;
  private final Clock clock;

  ServeMedia(HttpApi.Files files, Clock clock) {
    this.library = files.library();
    this.visible = files.visible();
    this.links = files.links();
    this.previews = files.previews();
    this.clock = clock;
  }

  @Override
  public boolean admitsByItself() {
    return true;
  }

  @Override
  public WorkKind work(Request request) {
    return request.query("size") == null ? WorkKind.READ : WorkKind.PREVIEW;
  }

  @Override
  public Response handle(Request request) {
    String id = request.pathValue("id");
    Optional<Long> end = links.end(request, id);
    if (end.isEmpty()) {
      admit(request.caller());
    }
    Optional<MediaFile> found =
        end.isPresent() ? library.find(id) : visible.find(request.caller(), id);
    MediaFile file = found.filter(ServeMedia::isReadable).orElseThrow(ServeMedia::absent);
    String size = request.query("size");
    return size == null
        ? serve(request, file, end.orElse(null))
        : preview(request, file, end.orElse(null), size);
  }

  /// A small copy of a picture, always as a whole.
  private Response preview(Request request, MediaFile file, @Nullable Long end, String size) {
    FilePreviews.Size wanted =
        switch (size) {
          case "thumb" -> FilePreviews.Size.THUMB;
          case "preview" -> FilePreviews.Size.PREVIEW;
          default -> throw Refusal.invalid("size", "must be thumb or preview");
        };
    Map<String, String> headers = headers(file, end);
    headers.remove("Accept-Ranges");
    headers.put("Content-Type", "image/jpeg");
    headers.put("Content-Disposition", "inline");
    String etag = headers.getOrDefault("ETag", "\"\"").replaceFirst("\"$", "-" + size + '"');
    headers.put("ETag", etag);
    if (hasIt(request.header("If-None-Match"), etag)) {
      return new Response.Whole(304, headers, new byte[0]);
    }
    byte[] jpeg =
        previews
            .find(file, wanted)
            .orElseThrow(
                () -> new Refusal(ErrorCode.NOT_FOUND, "The file is not a picture with a preview"));
    return new Response.Whole(200, headers, jpeg);
  }

  private static void admit(Principal caller) {
    if (caller.equals(Principal.STRANGER)) {
      throw new Refusal(
          ErrorCode.UNAUTHORIZED,
          "This link is not signed, or too old: get a new one from the message, or send a"
              + " credential");
    }
    Refusal.unlessMay(caller, Permission.READ);
  }

  private static boolean isReadable(MediaFile file) {
    return file.status() == MediaFile.Status.READY && file.size() != null;
  }

  static Refusal absent() {
    return new Refusal(ErrorCode.NOT_FOUND, "There is no such file, or it is not available now");
  }

  private Response serve(Request request, MediaFile file, @Nullable Long end) {
    Map<String, String> headers = headers(file, end);
    String etag = headers.get("ETag");
    if (hasIt(request.header("If-None-Match"), etag)) {
      return new Response.Whole(304, headers, new byte[0]);
    }
    long size = file.size() == null ? 0 : file.size();
    String wanted = request.header("Range");
    String ifRange = request.header("If-Range");
    Matcher range = RANGE.matcher(wanted == null ? "" : wanted.strip());
    boolean whole =
        !range.matches()
            || (range.group(1).isEmpty() && range.group(2).isEmpty())
            || (ifRange != null && !ifRange.equals(etag));
    if (whole) {
      return part(200, headers, file, 0, size);
    }
    boolean suffix = range.group(1).isEmpty();
    long from =
        suffix
            ? Math.max(0, size - Long.parseLong(range.group(2)))
            : Long.parseLong(range.group(1));
    long last =
        suffix || range.group(2).isEmpty()
            ? size - 1
            : Math.min(size - 1, Long.parseLong(range.group(2)));
    if (from > last) {
      headers.put("Content-Range", "bytes */" + size);
      return new Response.Whole(416, headers, new byte[0]);
    }
    headers.put("Content-Range", "bytes %d-%d/%d".formatted(from, last, size));
    return part(206, headers, file, from, last - from + 1);
  }

  private static boolean hasIt(@Nullable String tags, @Nullable String etag) {
    if (tags == null || etag == null) {
      return false;
    }
    for (String tag : tags.split(",", -1)) {
      String plain = tag.strip().replaceFirst("^W/", "");
      if (plain.equals(etag) || plain.equals("*")) {
        return true;
      }
    }
    return false;
  }

  private Map<String, String> headers(MediaFile file, @Nullable Long end) {
    String type = file.mimeType() == null ? "application/octet-stream" : file.mimeType();
    String plain = type.split(";", 2)[0];
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", plain.equals("text/plain") ? "text/plain; charset=utf-8" : type);
    headers.put("Content-Disposition", disposition(SHOWN.contains(plain), file.name()));
    headers.put("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
    headers.put("Accept-Ranges", "bytes");
    String hash = file.sha256();
    if (hash != null) {
      headers.put("ETag", '"' + hash.substring(0, ETAG_DIGITS) + '"');
    }
    headers.put(
        "Cache-Control",
        end == null
            ? "private, max-age=%d, immutable".formatted(A_YEAR)
            : "public, max-age=%d, immutable"
                .formatted(Math.max(0, end - clock.instant().getEpochSecond())));
    return headers;
  }

  /// Source: RFC 6266.
  private static String disposition(boolean shown, @Nullable String name) {
    String kind = shown ? "inline" : "attachment";
    if (name == null) {
      return kind;
    }
    String ascii = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
    String encoded = URLEncoder.encode(name, UTF_8).replace("+", "%20").replace("*", "%2A");
    return "%s; filename=\"%s\"; filename*=UTF-8''%s".formatted(kind, ascii, encoded);
  }

  private Response part(
      int status, Map<String, String> headers, MediaFile file, long from, long length) {
    try {
      if (!library.isWhole(file)) {
        throw absent();
      }
    } catch (IOException e) {
      throw new Refusal(ErrorCode.STORE_UNAVAILABLE, "The file cannot be read now");
    }
    Optional<Path> onDisk = library.path(file);
    Response.Content content =
        onDisk.isPresent()
            ? new Response.Content.OnDisk(onDisk.get(), from)
            : new Response.Content.Copied(out -> copy(file, from, out, length));
    return new Response.FilePart(status, headers, length, content);
  }

  private void copy(MediaFile file, long from, OutputStream out, long length) throws IOException {
    try (InputStream in = library.open(file, from).orElseThrow(ServeMedia::absent)) {
      byte[] buffer = new byte[BUFFER];
      long left = length;
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(BUFFER, left));
        if (count < 0) {
          throw new IOException("a stored file is shorter than it was");
        }
        out.write(buffer, 0, count);
        left -= count;
      }
    }
  }
}
