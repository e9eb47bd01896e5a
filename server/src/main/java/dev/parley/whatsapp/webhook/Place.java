package dev.parley.whatsapp.webhook;

import org.jspecify.annotations.Nullable;

/// Where in a body something is. Written out only when needed: `entry[0].changes[2].value`.
///
/// @param index in the array called `name`; negative for the whole field
record Place(@Nullable Place parent, String name, int index) {
  /// The whole body.
  static final Place BODY = new Place(null, "body", -1);

  Place field(String field) {
    return new Place(this, field, -1);
  }

  Place element(String array, int at) {
    return new Place(this, array, at);
  }

  @Override
  public String toString() {
    String own = index < 0 ? name : name + "[" + index + "]";
    return parent == null || parent.equals(BODY) ? own : parent + "." + own;
  }
}
