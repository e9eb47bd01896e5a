package dev.parley.store.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// A commit consists of several writes, and a reader may read between two of them.
class StoredKindsTest {
  @Test
  void referencedKindsAreWrittenFirst() {
    assertBefore(MediaDocument.KIND, MessageDocument.KIND);
    assertBefore(MessageDocument.KIND, ChatDocument.KIND);
    assertEquals(ChangeDocument.KIND, StoredKinds.ALL.getLast());
  }

  private static void assertBefore(StoredKind first, StoredKind second) {
    assertTrue(
        StoredKinds.ALL.indexOf(first) < StoredKinds.ALL.indexOf(second),
        () -> first.collection() + " comes after " + second.collection());
  }
}
