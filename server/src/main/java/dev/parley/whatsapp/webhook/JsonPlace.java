package dev.parley.whatsapp.webhook;

import org.jspecify.annotations.Nullable;

/// The place of something in a body. Written out only when needed: `entry[0].changes[2].value`.
///
/// @param index the index in the array `name`; negative for the whole field
record JsonPlace(@Nullable JsonPlace parent, String name, int index) {
  /// The whole body.
  static final JsonPlace BODY = new JsonPlace(null, "body", -1);

  JsonPlace field(String field) {
    return new JsonPlace(this, field, -1);
  }

  JsonPlace element(String array, int at) {
    return new JsonPlace(this, array, at);
  }

  @Override
  public String toString() {
    String own = index < 0 ? name : name + "[" + index + "]";
    return parent == null || parent.equals(BODY) ? own : parent + "." + own;
  }
}
