/// Files in a bucket of Amazon S3, or of a server with the same protocol.
///
/// Start with [dev.parley.store.s3.S3BlobStore]. Each time bytes are stored, they get a new name
/// below their hash, which contains the time; nothing is ever overwritten:
///
/// ```
/// <prefix>/<sha256>/<milliseconds since 1970, 13 digits>-<8 random digits>
/// ```
///
/// Requests are made by the JDK's client and signed by AWS's own library.
@NullMarked
package dev.parley.store.s3;

import org.jspecify.annotations.NullMarked;
