/// The one bridge from event loops, which must not block, to virtual threads, which may: see
/// [dev.parley.offload.Offload].
@NullMarked
package dev.parley.offload;

import org.jspecify.annotations.NullMarked;
