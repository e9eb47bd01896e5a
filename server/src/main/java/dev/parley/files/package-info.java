/// What the bytes of a file say: its type, and the containers that media come in.
///
/// Start with [dev.parley.files.FileType#detect(FileBytes)]. The packages below read further:
/// `image` (sizes, thumbnails), `audio` (durations, waveforms, voice notes) and `facts` (all of
/// that at once).
///
/// The readers here take any bytes. What does not follow its format ends in an
/// [dev.parley.files.UnreadableFileException] and nothing else, in bounded time and memory: no
/// reader allocates what a length in the file asks for without a limit of its own, and each loop
/// moves forward.
///
/// A foundation: it knows the JDK alone, nothing of chats, stores or HTTP.
@NullMarked
package dev.parley.files;

import org.jspecify.annotations.NullMarked;
