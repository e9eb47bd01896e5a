package dev.parley.chat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object whose shape Parley does not define, for example the `action` of an interactive
/// message: maps, lists, strings, booleans and numbers. No value is null or modifiable.
///
/// Whole numbers are [Long], others [Double], so that values from different stores are equal.
///
/// @param fields for example `{"name": "send_location"}`; values of other types are left out
public record PlainJson(Map<String, Object> fields) {
  /// The object without fields.
  public static final PlainJson EMPTY = new PlainJson(Map.of());

  /// Up to this number, every whole number is exact as a double.
  private static final double MOST_EXACT = 1L << 53;

  public PlainJson {
    fields = map(fields);
  }

  /// The object for a map from an untrusted source; keys that are not strings are left out.
  public static PlainJson of(Map<?, ?> map) {
    return new PlainJson(map(map));
  }

  /// The object with only the fields of these names, in the order of the names.
  PlainJson only(List<String> names) {
    Map<String, Object> some = new LinkedHashMap<>();
    for (String name : names) {
      Object value = fields.get(name);
      if (value != null) {
        some.put(name, value);
      }
    }
    return new PlainJson(some);
  }

  /// The text at `name`; null if there is none.
  @Nullable String text(String name) {
    return fields.get(name) instanceof String text ? text : null;
  }

  /// The object at `name`; an empty one if there is none.
  PlainJson object(String name) {
    return fields.get(name) instanceof Map<?, ?> map ? of(map) : EMPTY;
  }

  /// The objects in the list at `name`.
  List<PlainJson> objects(String name) {
    return fields.get(name) instanceof List<?> list ? objects(list) : List.of();
  }

  /// The objects in a list from an untrusted source.
  static List<PlainJson> objects(List<?> list) {
    List<PlainJson> objects = new ArrayList<>();
    for (Object element : list) {
      if (element instanceof Map<?, ?> map) {
        objects.add(of(map));
      }
    }
    return objects;
  }

  /// The approximate number of its characters as JSON.
  long characters() {
    return characters(fields);
  }

  private static long characters(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .mapToLong(it -> characters(it.getKey()) + characters(it.getValue()))
              .sum();
      case List<?> list -> list.stream().mapToLong(PlainJson::characters).sum();
      case String text -> text.length() + 4L;
      default -> 8;
    };
  }

  private static Map<String, Object> map(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> {
      Object plain = plain(value);
      if (key instanceof String name && plain != null) {
        copy.put(name, plain);
      }
    });
    return Collections.unmodifiableMap(copy);
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean truth -> truth;
      case Long number -> number;
      case Integer number -> number.longValue();
      case BigDecimal number -> number(number);
      case Number number -> number(number.doubleValue());
      case Map<?, ?> map -> map(map);
      case List<?> list -> list(list);
      case null, default -> null;
    };
  }

  private static List<Object> list(List<?> list) {
    List<Object> copy = new ArrayList<>();
    for (Object element : list) {
      Object plain = plain(element);
      if (plain != null) {
        copy.add(plain);
      }
    }
    return Collections.unmodifiableList(copy);
  }

  private static @Nullable Object number(BigDecimal number) {
    try {
      return number.longValueExact();
    } catch (ArithmeticException fractionOrLarge) {
      return number(number.doubleValue());
    }
  }

  private static @Nullable Object number(double number) {
    if (!Double.isFinite(number)) {
      return null; // JSON has no such number
    }
    boolean whole = number == Math.rint(number) && Math.abs(number) <= MOST_EXACT;
    return whole ? (Object) (long) number : (Object) number;
  }
}
