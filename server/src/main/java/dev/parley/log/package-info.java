/// How Parley's log is set up, and lines that anybody can cause.
@NullMarked
package dev.parley.log;

import org.jspecify.annotations.NullMarked;
