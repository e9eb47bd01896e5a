/// The set-up of Parley's log, and lines that anybody can cause.
@NullMarked
package dev.parley.log;

import org.jspecify.annotations.NullMarked;
