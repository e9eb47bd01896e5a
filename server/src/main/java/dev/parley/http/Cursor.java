package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.ChatHistory.MessagePosition;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.Refusal;
import dev.parley.chat.WaId;
import dev.parley.search.SearchRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The beginning of the next page, as an opaque text that clients send back: base64url of
/// `<seconds>.<nanoseconds>.<wa_id, seq, or place in the search result>`.
final class Cursor {
  static final String PARAMETER = "cursor";

  /// The parameter of a cursor after which newer messages are read.
  static final String AFTER = "after";

  private Cursor() {}

  static String of(Position position) {
    return of(position.at(), position.waId().value());
  }

  static String of(MessagePosition position) {
    return of(position.timestamp(), Long.toString(position.seq()));
  }

  /// @throws Refusal `invalid_request` when the request has a cursor that is not of this kind
  static @Nullable Position position(Request request) {
    return read(request, PARAMETER, (at, waId) -> new Position(at, new WaId(waId)));
  }

  /// @throws Refusal `invalid_request` when the request has a cursor that is not of this kind
  ///
  /// @param parameter [#PARAMETER] or [#AFTER]
  static @Nullable MessagePosition messagePosition(Request request, String parameter) {
    return read(request, parameter, (at, seq) -> new MessagePosition(at, Long.parseLong(seq)));
  }

  static String of(SearchRequest.PageEnd place) {
    return of(Instant.ofEpochMilli(place.time()), (place.forgiving() ? "f" : "e") + place.tie());
  }

  /// @throws Refusal `invalid_request` when the request has a cursor that is not of this kind
  static SearchRequest.@Nullable PageEnd foundPlace(Request request) {
    return read(
        request,
        PARAMETER,
        (at, tie) -> {
          if (!tie.startsWith("e") && !tie.startsWith("f")) {
            throw new IllegalArgumentException("not a position in a search");
          }
          return new SearchRequest.PageEnd(
              tie.startsWith("f"), at.toEpochMilli(), Integer.parseInt(tie.substring(1)));
        });
  }

  private static String of(Instant at, String tie) {
    String plain = at.getEpochSecond() + "." + at.getNano() + "." + tie;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
  }

  private static <T> @Nullable T read(
      Request request, String parameter, BiFunction<Instant, String, T> position) {
    String cursor = request.query(parameter);
    if (cursor == null) {
      return null;
    }
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\\.", 3);
      if (parts.length == 3) {
        Instant at = Instant.ofEpochSecond(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
        var _ = at.toEpochMilli(); // stores count in milliseconds; other times are refused
        return position.apply(at, parts[2]);
      }
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException notOurs) {
      // The cursor is refused below, like one with too few parts.
    }
    throw Refusal.invalid(parameter, "must be a value from a Link header");
  }
}
