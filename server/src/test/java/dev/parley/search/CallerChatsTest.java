package dev.parley.search;

import static dev.parley.chat.Fixtures.ALICE;
import static dev.parley.chat.Fixtures.BOB;
import static dev.parley.chat.Fixtures.NOON;
import static dev.parley.chat.Fixtures.arrived;
import static dev.parley.chat.Fixtures.incoming;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Draft;
import dev.parley.chat.MemoryChatStore;
import dev.parley.chat.WaId;
import dev.parley.stream.ChangeStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Messages and contacts that a caller may not see are not found, are not counted, and leave no
/// gaps in the pages.
@Timeout(60)
final class CallerChatsTest {
  private static final int EACH = 700;
  private static final int HIDDEN = 21_000;

  /// A caller that sees only the chat of [dev.parley.chat.Fixtures#ALICE].
  private static final CallerChats OF_ALICE =
      chats -> {
        Set<WaId> visible = new HashSet<>(chats);
        visible.retainAll(Set.of(ALICE));
        return visible;
      };

  @TempDir Path folder;

  @Test
  void onlyVisibleMessagesAreFoundAndCounted() {
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    for (int i = 0; i < EACH; i++) {
      store.ingest(
          arrived(
              incoming("wamid.a" + i, ALICE, "hello " + i, NOON.plusSeconds(2L * i)),
              incoming("wamid.b" + i, BOB, "hello " + i, NOON.plusSeconds(2L * i + 1))),
          NOON);
    }
    try (Search search = Search.open(folder, new ChangeStream(_ -> {}), store)) {
      awaitComplete(search);

      SearchResult all = search.search(request("hello", CallerChats.ALL, null));
      SearchResult hers = search.search(request("hello", OF_ALICE, null));
      SearchResult nobodys = search.search(request("hello", _ -> Set.of(), null));

      assertEquals(1000, all.total());
      assertEquals(EACH, hers.total());
      assertTrue(hers.exact());
      assertEquals(0, nobodys.total());
      assertEquals(List.of(), nobodys.hits());
      List<String> ids = new ArrayList<>();
      while (hers.next() != null) {
        hers.hits().forEach(hit -> ids.add(hit.message().id().value()));
        hers = search.search(request("hello", OF_ALICE, hers.next()));
      }
      hers.hits().forEach(hit -> ids.add(hit.message().id().value()));
      assertEquals(EACH, ids.size());
      assertEquals(EACH, new HashSet<>(ids).size());
      assertTrue(ids.stream().allMatch(it -> it.startsWith("wamid.a")), ids::toString);
    }
  }

  /// There are more hidden messages than one answer examines.
  @Test
  void messagesBehindManyHiddenOnesAreReachedByPages() {
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    store.ingest(
        arrived(
            incoming("wamid.a1", ALICE, "hello", NOON),
            incoming("wamid.a2", ALICE, "hello", NOON.plusSeconds(1))),
        NOON);
    for (int i = 0; i < HIDDEN; i += 1_000) {
      Draft[] hidden = new Draft[1_000];
      for (int k = 0; k < hidden.length; k++) {
        hidden[k] = incoming("wamid.b" + (i + k), BOB, "hello", NOON.plusSeconds(10L + i + k));
      }
      store.ingest(arrived(hidden), NOON);
    }
    try (Search search = Search.open(folder, new ChangeStream(_ -> {}), store)) {
      awaitComplete(search);
      List<String> ids = new ArrayList<>();
      SearchResult page = search.search(request("hello", OF_ALICE, null));
      assertFalse(page.exact());
      assertEquals(0, page.total());
      while (page.next() != null) {
        page = search.search(request("hello", OF_ALICE, page.next()));
        page.hits().forEach(hit -> ids.add(hit.message().id().value()));
      }

      assertEquals(List.of("wamid.a2", "wamid.a1"), ids);
    }
  }

  @Test
  void contactsOfHiddenChatsAreNotFound() {
    MemoryChatStore store = new MemoryChatStore(_ -> {});
    store.ingest(
        arrived(incoming("wamid.a", ALICE, "a", NOON), incoming("wamid.b", BOB, "b", NOON)), NOON);
    try (Search search = Search.open(folder, new ChangeStream(_ -> {}), store)) {
      awaitComplete(search);

      SearchResult all = search.search(request("1555000", CallerChats.ALL, null));
      SearchResult hers = search.search(request("1555000", OF_ALICE, null));

      assertEquals(2, all.contacts().size());
      assertEquals(List.of(ALICE), hers.contacts().stream().map(it -> it.waId()).toList());
    }
  }

  private static void awaitComplete(Search search) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    assertNotNull(search.search(request("hello", CallerChats.ALL, null))); // opens it
    while (search.progress() != null) {
      assertTrue(System.nanoTime() < deadline, "not in time");
      Thread.onSpinWait();
    }
    assertNull(search.progress());
  }

  private static SearchRequest request(
      String text, CallerChats visibility, SearchRequest.@Nullable PageEnd after) {
    return new SearchRequest(text, SearchRequest.Filter.NONE, 100, after, visibility);
  }
}
