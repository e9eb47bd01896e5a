/// All facts about the content of a file that clients receive: see
/// [dev.parley.files.facts.FileFacts].
@NullMarked
package dev.parley.files.facts;

import org.jspecify.annotations.NullMarked;
