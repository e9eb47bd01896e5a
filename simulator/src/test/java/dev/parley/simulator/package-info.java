/// Tests of the simulator through its front door: HTTP in, webhooks out.
@NullMarked
package dev.parley.simulator;

import org.jspecify.annotations.NullMarked;
