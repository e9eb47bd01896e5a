/// The limits that no server on this machine can pass: HTTP without work behind it, the database
/// without a server before it, the disk.
@NullMarked
package dev.parley.bench.bare;

import org.jspecify.annotations.NullMarked;
