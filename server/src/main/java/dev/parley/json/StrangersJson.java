package dev.parley.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/// How parsers of JSON that strangers wrote are set up.
public final class StrangersJson {
  private StrangersJson() {}

  /// A builder of factories that keep none of a stranger's names: interned they would fill a table
  /// that is never emptied, and the parser's own table of names of bytes throws on some collections
  /// of odd ones. Buffers are shared: virtual threads, which live for a moment, would make their
  /// own each time.
  public static JsonFactoryBuilder factory() {
    return new JsonFactoryBuilder()
        .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
  }
}
