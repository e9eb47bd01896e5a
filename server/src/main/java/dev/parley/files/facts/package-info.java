/// All that clients are told of a file: see [dev.parley.files.facts.FileFacts].
@NullMarked
package dev.parley.files.facts;

import org.jspecify.annotations.NullMarked;
