/// The limits that no server on this machine can exceed: HTTP that does no work, the database
/// without a server, the disk.
@NullMarked
package dev.parley.bench.bare;

import org.jspecify.annotations.NullMarked;
