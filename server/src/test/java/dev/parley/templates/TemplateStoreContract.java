package dev.parley.templates;

import static dev.parley.chat.Fixtures.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.StoreUnderTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The contract of every store of templates.
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
  default void theTimeOfTheFetchIsKept() {
    assertEquals(Optional.empty(), templates().fetchedAt("220045678901234"));

    templates().replace(kept(NOON, 3));

    assertEquals(Optional.of(NOON), templates().fetchedAt("220045678901234"));
    assertEquals(Optional.empty(), templates().fetchedAt("9"));
  }

  /// Two processes on one store: WhatsApp tells one of them that a template has changed.
  @Test
  default void listsFetchedByAnotherProcessAreUsed() {
    AtomicReference<Instant> now = new AtomicReference<>(NOON);
    Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    AtomicReference<List<Template>> atWhatsApp = new AtomicReference<>(List.of(template("a")));
    try (TemplateCache one = new TemplateCache("1", atWhatsApp::get, templates(), clock);
        TemplateCache other = new TemplateCache("1", atWhatsApp::get, templates(), clock)) {
      one.start();
      await(one, "a");
      other.start();
      await(other, "a");
      atWhatsApp.set(List.of(template("a"), template("b")));
      now.set(NOON.plusSeconds(90));

      one.refresh();
      now.set(NOON.plusSeconds(180));

      await(other, "a b");
    }
  }

  private static Template template(String name) {
    return Template.parse(
            "{\"name\":\"%s\",\"language\":\"en\",\"status\":\"APPROVED\"}".formatted(name))
        .orElseThrow();
  }

  private static void await(Templates templates, String names) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!names.equals(
        String.join(" ", templates.find(null, null).stream().map(Template::name).toList()))) {
      assertTrue(System.nanoTime() < deadline, () -> "not within 20 seconds: " + names);
      Thread.onSpinWait();
    }
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
