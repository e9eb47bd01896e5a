/// Pictures: their size without decoding them, and small upright copies without what the camera
/// wrote beside the pixels.
///
/// Start with [dev.parley.files.image.ImageHeader] and [dev.parley.files.image.Previews]. A picture
/// with more pixels than the limit is refused by its header, before anything is decoded. Large JPEG
/// files are decoded at a fraction of their size ([dev.parley.files.image.ReducedJpeg]); the rest
/// is left to the JDK.
@NullMarked
package dev.parley.files.image;

import org.jspecify.annotations.NullMarked;
