/// Tests of what is announced, and of how it ends.
@NullMarked
package dev.parley.realtime;

import org.jspecify.annotations.NullMarked;
