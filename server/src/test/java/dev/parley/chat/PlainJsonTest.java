package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests the form of JSON that every store returns unchanged.
final class PlainJsonTest {
  @Test
  void equalWholeNumbersOfDifferentTypesAreEqual() {
    PlainJson seven = new PlainJson(Map.of("n", 7L));

    for (Object number :
        List.of(7, (short) 7, 7.0, 7f, new BigDecimal("7.00"), BigInteger.valueOf(7))) {
      assertEquals(seven, new PlainJson(Map.of("n", number)), number.getClass().toString());
    }
  }

  @Test
  void aNumberTooLargeForALongIsADouble() {
    assertEquals(Map.of("n", 1e30), new PlainJson(Map.of("n", new BigDecimal("1e30"))).fields());
  }

  @Test
  void numbersThatJsonDoesNotHaveAreLeftOut() {
    assertEquals(
        PlainJson.EMPTY, new PlainJson(Map.of("a", Double.NaN, "b", Double.POSITIVE_INFINITY)));
  }

  @Test
  void nothingInItIsNullOrOfAnotherKind() {
    Map<Object, Object> odd = new HashMap<>();
    odd.put("a", null);
    odd.put("b", new Object());
    odd.put(7, "x");
    odd.put("c", new ArrayList<>(Arrays.asList("x", null, new Object(), true)));

    assertEquals(Map.of("c", List.of("x", true)), PlainJson.of(odd).fields());
  }

  @Test
  void theTreeIsAnImmutableCopy() {
    Map<String, Object> inner = new HashMap<>(Map.of("x", 1));
    Map<String, Object> outer = new HashMap<>(Map.of("inner", inner, "list", new ArrayList<>()));
    PlainJson json = new PlainJson(outer);
    inner.put("y", 2);
    outer.put("z", 3);

    assertEquals(Map.of("inner", Map.of("x", 1L), "list", List.of()), json.fields());
    assertThrows(UnsupportedOperationException.class, () -> json.fields().put("z", 3));
  }
}
