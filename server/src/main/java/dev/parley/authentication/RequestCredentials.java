package dev.parley.authentication;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The data in a request, or in the handshake of a socket, that identify the caller.
///
/// @param peer the IP address at the other end of the connection, which nobody can choose
/// @param oldHttp whether the request used HTTP/1.0
/// @param header finds the first header of a name, in any letter case
/// @param hasHeader whether there is a header whose name, in lower case, matches
/// @param key an API key outside of the headers, for example in the path; null if there is none
public record RequestCredentials(
    String peer,
    boolean oldHttp,
    Function<String, @Nullable String> header,
    Predicate<Predicate<String>> hasHeader,
    @Nullable Key key) {

  /// An API key outside of the headers.
  ///
  /// @param inAddress whether it was part of the address: then the key must be allowed there
  public record Key(String key, boolean inAddress) {}

  /// Makes the credentials from headers that can be iterated.
  ///
  /// @param headers names and values
  public static RequestCredentials of(
      String peer,
      boolean oldHttp,
      Iterable<Map.Entry<String, String>> headers,
      @Nullable Key key) {
    return new RequestCredentials(
        peer,
        oldHttp,
        name ->
            StreamSupport.stream(headers.spliterator(), false)
                .filter(it -> it.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null),
        fits ->
            StreamSupport.stream(headers.spliterator(), false)
                .anyMatch(it -> fits.test(it.getKey().toLowerCase(Locale.ROOT))),
        key);
  }
}
