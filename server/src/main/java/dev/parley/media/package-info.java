/// Files: those that customers send, and those that are sent to them.
///
/// Start with [dev.parley.media.MediaLibrary], which stores files and gives access to them. The
/// bytes are in a [dev.parley.media.BlobStore], named by their SHA-256, so that the same bytes are
/// stored once. The description of a file is a [dev.parley.media.MediaRecord]. It is beside the
/// conversations, in the same database and the same commits ([dev.parley.media.MediaStore]). A
/// record is written after its bytes are on disk: a crash leaves at worst bytes without a record,
/// which [dev.parley.media.OrphanSweep] removes.
@NullMarked
package dev.parley.media;

import org.jspecify.annotations.NullMarked;
