/// Finds the type of a file from its bytes, and reads the containers of media files.
///
/// Start with [dev.parley.files.FileType#detect(FileBytes)]. The packages below read further:
/// `image` (sizes, thumbnails), `playback` (durations, waveforms, voice notes) and `facts` (all of
/// these at once).
///
/// The readers here accept any bytes. A file that violates its format causes an
/// [dev.parley.files.UnreadableFileException] and no other exception, within bounded time and
/// memory: no reader allocates a length from the file without a limit of its own, and each loop
/// makes progress.
///
/// These packages depend on the JDK only, not on chats, stores or HTTP.
@NullMarked
package dev.parley.files;

import org.jspecify.annotations.NullMarked;
