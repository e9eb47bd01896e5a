/// Tests the events for clients, and the end of their connections.
@NullMarked
package dev.parley.realtime;

import org.jspecify.annotations.NullMarked;
