package dev.parley.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/// The configuration of parsers for untrusted JSON.
public final class StrangersJson {
  private StrangersJson() {}

  /// A builder of factories that do not cache field names: interned names would fill a table that
  /// is never emptied, and the parser's own table of names throws an exception for some unusual
  /// sets of names. All threads share a pool of buffers, because each short-lived virtual thread
  /// would otherwise create its own.
  public static JsonFactoryBuilder factory() {
    return new JsonFactoryBuilder()
        .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
  }
}
