package dev.parley.store.mongo;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Merges two sequences that are sorted in the same way into one sorted sequence. Belongs to one
/// thread.
final class MergedIterator implements Iterator<Document> {
  private final Iterator<Document> one;
  private final Iterator<Document> other;
  private final Comparator<Document> order;
  private @Nullable Document nextOne;
  private @Nullable Document nextOther;

  MergedIterator(Iterator<Document> one, Iterator<Document> other, Comparator<Document> order) {
    this.one = one;
    this.other = other;
    this.order = order;
    this.nextOne = after(one);
    this.nextOther = after(other);
  }

  private static @Nullable Document after(Iterator<Document> all) {
    return all.hasNext() ? all.next() : null;
  }

  @Override
  public boolean hasNext() {
    return nextOne != null || nextOther != null;
  }

  @Override
  public Document next() {
    Document first = nextOne;
    Document second = nextOther;
    if (first != null && (second == null || order.compare(first, second) <= 0)) {
      nextOne = after(one);
      return first;
    }
    if (second == null) {
      throw new NoSuchElementException();
    }
    nextOther = after(other);
    return second;
  }
}
