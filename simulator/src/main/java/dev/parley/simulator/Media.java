package dev.parley.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files that the business uploaded, and those that customers sent. They are kept in memory,
/// until the process ends. Safe for use by many threads.
///
/// An id is valid for 30 days if the business uploaded the file, and for 7 days if a customer sent
/// it; the address that `GET /{id}` returns is valid for 5 minutes. All times are simulated.
/// Source: "Business phone numbers > Media".
final class Media {
  private static final Duration OURS = Duration.ofDays(30);
  private static final Duration THEIRS = Duration.ofDays(7);
  private static final Duration ADDRESS = Duration.ofMinutes(5);
  private static final int MEGABYTE = 1024 * 1024;

  private static final Map<String, Set<String>> TYPES =
      Map.of(
          "audio",
          Set.of("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
          "image",
          Set.of("image/jpeg", "image/png"),
          "sticker",
          Set.of("image/webp"),
          "video",
          Set.of("video/mp4", "video/3gpp"),
          "document",
          Set.of(
              "text/plain",
              "application/pdf",
              "application/msword",
              "application/vnd.ms-excel",
              "application/vnd.ms-powerpoint",
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              "application/vnd.openxmlformats-officedocument.presentationml.presentation"));
  private static final Map<String, Integer> MOST =
      Map.of(
          "audio", 16 * MEGABYTE,
          "image", 5 * MEGABYTE,
          "sticker", 500 * 1024,
          "video", 16 * MEGABYTE,
          "document", 100 * MEGABYTE);

  /// A picture of one pixel.
  private static final byte[] PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
                  + "rkJggg==");

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Medium(String id, String number, String type, byte[] bytes, long ends) {}

  private final SimulatedClock clock;
  private final Dice dice;
  private final Supplier<Faults> faults;
  private final String tokenOfAddresses;
  private final Map<String, Medium> media = new ConcurrentHashMap<>();
  private final Map<String, Integer> downloads = new ConcurrentHashMap<>();

  Media(SimulatedClock clock, Dice dice, Supplier<Faults> faults) {
    this.clock = clock;
    this.dice = dice;
    this.faults = faults;
    this.tokenOfAddresses = dice.digits(10, "addresses", "");
  }

  /// Whether a message can be sent with this id.
  boolean knows(String id) {
    return find(id) != null;
  }

  /// `POST /{number}/media`.
  ///
  /// @param contentType the type of the request, `multipart/form-data` with a boundary
  /// @throws GraphError if a part is missing, or if WhatsApp does not accept a file of this type or
  ///   size
  Answer upload(BusinessNumber number, @Nullable String contentType, byte[] body) {
    Map<String, Part> parts = parts(contentType, body);
    Part product = parts.get("messaging_product");
    if (product == null || !new String(product.bytes(), UTF_8).equals("whatsapp")) {
      throw GraphError.parameter("The parameter messaging_product is required.");
    }
    Part file = parts.get("file");
    if (file == null) {
      throw GraphError.parameter("The parameter file is required.");
    }
    Part named = parts.get("type");
    String type = named == null ? file.type() : new String(named.bytes(), UTF_8);
    String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    String kind =
        TYPES.entrySet().stream()
            .filter(it -> it.getValue().contains(plain))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() ->
                GraphError.parameter(
                    "Param file must be a file with one of the following types: "
                        + TYPES.values().stream().flatMap(Set::stream).sorted().toList()
                        + ". Received file of type '"
                        + plain
                        + "'."));
    if (file.bytes().length == 0 || file.bytes().length > MOST.getOrDefault(kind, 0)) {
      throw GraphError.of(
          GraphCode.MEDIA_UPLOAD,
          "The file must have 1 to %d bytes, but it has %d"
              .formatted(MOST.get(kind), file.bytes().length));
    }
    String key = hash(file.bytes(), HexFormat.of()) + '#' + media.size();
    String id = dice.digits(16, "medium", key);
    long ends = clock.millis() + OURS.toMillis();
    media.put(id, new Medium(id, number.id(), type, file.bytes(), ends));
    return Answer.ok(MetaJson.object().put("id", id));
  }

  /// Makes a file that a customer sends, and returns the object under its type in a message.
  ///
  /// @param text the caption, or for a document the name of the file; may be empty
  ObjectNode fromCustomer(String kind, String message, String text) {
    String type =
        switch (kind) {
          case "image" -> "image/png";
          case "video" -> "video/mp4";
          case "audio" -> "audio/ogg; codecs=opus";
          case "sticker" -> "image/webp";
          default -> "application/pdf";
        };
    byte[] bytes =
        kind.equals("image")
            ? PIXEL
            : "A %s of %s\n".formatted(kind, dice.digits(40, "file", message)).getBytes(UTF_8);
    String id = dice.digits(16, "medium", message);
    media.put(id, new Medium(id, "", type, bytes, clock.millis() + THEIRS.toMillis()));
    ObjectNode json = MetaJson.object();
    json.put("mime_type", type);
    json.put("sha256", Base64.getEncoder().encodeToString(digest(bytes))).put("id", id);
    switch (kind) {
      case "audio" -> json.put("voice", true);
      case "sticker" -> json.put("animated", false);
      case "document" -> json.put("filename", text.isEmpty() ? "list.pdf" : text);
      default -> {
        if (!text.isEmpty()) {
          json.put("caption", text);
        }
      }
    }
    return json;
  }

  /// `GET /{id}`; null if there is no such file.
  ///
  /// @param number the parameter `phone_number_id`; media of other numbers are refused
  /// @param base the beginning of the address, such as `http://localhost:5001`
  @Nullable Answer describe(String id, @Nullable String number, String base) {
    Medium medium = find(id);
    if (medium == null) {
      return null;
    }
    if (number != null && !medium.number().isEmpty() && !medium.number().equals(number)) {
      throw GraphError.absent("get", id);
    }
    long ends = clock.millis() + ADDRESS.toMillis();
    String proof = proof(id, ends);
    ObjectNode json = MetaJson.object().put("messaging_product", "whatsapp");
    json.put(
        "url",
        "%s/whatsapp_business/attachments/?mid=%s&ext=%d&hash=%s".formatted(base, id, ends, proof));
    json.put("mime_type", medium.type());
    json.put("sha256", hash(medium.bytes(), HexFormat.of()));
    json.put("file_size", Integer.toString(medium.bytes().length)).put("id", id);
    return Answer.ok(json);
  }

  /// `DELETE /{id}`; null if there is no such file.
  @Nullable Answer delete(String id) {
    return media.remove(id) == null ? null : Answer.success();
  }

  /// The file at an address that [#describe] returned.
  Answer download(Map<String, String> query) {
    String id = query.getOrDefault("mid", "");
    Medium medium = find(id);
    String ext = query.getOrDefault("ext", "");
    boolean alive =
        ext.matches("[0-9]{1,15}")
            && Long.parseLong(ext) >= clock.millis()
            && proof(id, Long.parseLong(ext)).equals(query.get("hash"));
    String attempt = id + '#' + downloads.merge(id, 1, Integer::sum);
    if (medium == null || !alive || happens(Fault.MEDIA_GONE, attempt)) {
      return new Answer.Bytes(404, "text/plain", "Not found".getBytes(UTF_8));
    }
    if (happens(Fault.MEDIA_BROKEN, attempt)) {
      return new Answer.Bytes(500, "text/html", "<p>Sorry, something went wrong.".getBytes(UTF_8));
    }
    if (happens(Fault.MEDIA_REDIRECT, attempt)) {
      return new Answer.Redirect("http://169.254.169.254/latest/meta-data/");
    }
    byte[] bytes = medium.bytes();
    if (happens(Fault.MEDIA_WRONG_BYTES, attempt)) {
      byte[] others = bytes.clone();
      others[others.length / 2] ^= 1;
      return new Answer.Bytes(200, medium.type(), others);
    }
    if (happens(Fault.MEDIA_ENDLESS, attempt)) {
      return new Answer.Endless(medium.type());
    }
    boolean truncated = happens(Fault.MEDIA_TRUNCATED, attempt);
    boolean slow = happens(Fault.MEDIA_SLOW, attempt);
    return truncated || slow
        ? new Answer.Stream(medium.type(), bytes, truncated ? bytes.length / 2 : bytes.length, slow)
        : new Answer.Bytes(200, medium.type(), bytes);
  }

  private boolean happens(Fault fault, String attempt) {
    return dice.happens(faults.get().rate(fault), fault.wireName(), attempt);
  }

  private @Nullable Medium find(String id) {
    Medium medium = media.get(id);
    if (medium != null && medium.ends() < clock.millis()) {
      media.remove(id);
      return null;
    }
    return medium;
  }

  private String proof(String id, long ends) {
    return dice.digits(16, tokenOfAddresses, id + '|' + ends);
  }

  private static String hash(byte[] bytes, HexFormat format) {
    return format.formatHex(digest(bytes));
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks SHA-256", e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(String type, byte[] bytes) {}

  private static final Pattern BOUNDARY =
      Pattern.compile("multipart/form-data;.*boundary=\"?([^\";]{1,70})\"?.*");
  private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
  private static final Pattern TYPE =
      Pattern.compile("content-type:\\s*([^\\r\\n]+)", Pattern.CASE_INSENSITIVE);

  /// The parts of a form by their names.
  private static Map<String, Part> parts(@Nullable String contentType, byte[] body) {
    Matcher matcher = BOUNDARY.matcher(contentType == null ? "" : contentType);
    if (!matcher.matches()) {
      throw GraphError.parameter("The request must be multipart/form-data with a boundary.");
    }
    Map<String, Part> parts = new HashMap<>();
    byte[] delimiter = ("--" + matcher.group(1)).getBytes(US_ASCII);
    int at = find(body, delimiter, 0);
    while (at >= 0) {
      int begin = at + delimiter.length + 2;
      int end = find(body, delimiter, begin);
      if (end < 0) {
        break;
      }
      int blank = find(body, "\r\n\r\n".getBytes(US_ASCII), begin);
      if (blank >= 0 && blank < end) {
        String head = new String(body, begin, blank - begin, ISO_8859_1);
        Matcher name = NAME.matcher(head);
        Matcher type = TYPE.matcher(head);
        if (name.find()) {
          parts.put(
              name.group(1),
              new Part(
                  type.find() ? type.group(1).strip() : "",
                  Arrays.copyOfRange(body, blank + 4, Math.max(blank + 4, end - 2))));
        }
      }
      at = end;
    }
    return parts;
  }

  private static int find(byte[] where, byte[] what, int from) {
    for (int i = Math.max(0, from); i <= where.length - what.length; i++) {
      if (Arrays.equals(where, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    return -1;
  }
}
