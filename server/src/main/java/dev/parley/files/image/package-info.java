/// Pictures: their size without decoding them, and small upright copies without the camera's
/// metadata.
///
/// Start with [dev.parley.files.image.ImageHeader] and [dev.parley.files.image.Previews]. A picture
/// with more pixels than the limit is refused by its header, before anything is decoded. Large JPEG
/// files are decoded at a fraction of their size ([dev.parley.files.image.ReducedJpeg]); the JDK
/// decodes all others.
@NullMarked
package dev.parley.files.image;

import org.jspecify.annotations.NullMarked;
