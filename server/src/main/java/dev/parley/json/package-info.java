/// Untrusted JSON. Start at [LooseJson], which reads values leniently; [StrangersJson] configures
/// the parsers of such JSON.
///
/// A base package: it depends only on Jackson, `text` and `time`, and every other package may use
/// it.
@NullMarked
package dev.parley.json;

import org.jspecify.annotations.NullMarked;
