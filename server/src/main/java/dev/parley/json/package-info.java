/// JSON that strangers wrote. Start at [LooseJson], which reads values leniently; [StrangersJson]
/// is how every parser of such JSON is set up.
///
/// A foundation: it knows Jackson, `text` and `time`, and every other package may know it.
@NullMarked
package dev.parley.json;

import org.jspecify.annotations.NullMarked;
