package dev.parley.templates;

import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.chat.StoreUnderTest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every store of templates must do.
public interface TemplateStoreContract {
  /// An empty store, the same one throughout a test.
  TemplateStore templates();

  private static KeptTemplates kept(Instant at, int count) {
    return new KeptTemplates(
        "220045678901234",
        at,
        IntStream.range(0, count)
            .mapToObj(i -> "{\"name\":\"t%d\",\"at\":\"%s\"}".formatted(i, at))
            .toList());
  }

  @Test
  default void atFirstNothingIsKept() {
    assertEquals(Optional.empty(), templates().load());
  }

  @Test
  default void aListIsKeptInItsOrder() {
    KeptTemplates list = kept(NOON.plusMillis(7), 1_203);

    templates().replace(list);

    assertEquals(Optional.of(list), templates().load());
  }

  @Test
  default void aListReplacesTheOneBefore() {
    templates().replace(kept(NOON, 12));
    KeptTemplates list = kept(NOON.plusSeconds(1), 5);

    templates().replace(list);

    assertEquals(Optional.of(list), templates().load());
  }

  @Test
  default void anEmptyListIsKeptAsWell() {
    templates().replace(kept(NOON, 3));

    templates().replace(kept(NOON.plusSeconds(1), 0));

    assertEquals(Optional.of(kept(NOON.plusSeconds(1), 0)), templates().load());
  }

  @Test
  default void anotherAccountsListReplacesIt() {
    templates().replace(kept(NOON, 3));
    KeptTemplates other = new KeptTemplates("9", NOON, List.of("{\"name\":\"\\\"ü😀\"}"));

    templates().replace(other);

    assertEquals(Optional.of(other), templates().load());
  }

  @Test
  default void listsThatAreWrittenAtOnceAreNeverMixed() throws InterruptedException {
    List<KeptTemplates> lists =
        IntStream.range(0, 8).mapToObj(i -> kept(NOON.plusSeconds(i), 20 + i)).toList();
    Stream<Callable<Optional<KeptTemplates>>> writers =
        lists.stream()
            .map(list ->
                () -> {
                  templates().replace(list);
                  return templates().load();
                });

    StoreUnderTest.atOnce(writers.toList())
        .forEach(found -> found.ifPresent(it -> assertEquals(true, lists.contains(it))));
    assertEquals(true, lists.contains(templates().load().orElseThrow()));
  }
}
