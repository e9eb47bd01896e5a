/// Sound and video: durations, the size of a video, the waveform of a voice note, and the
/// conversion of browser recordings to voice notes.
///
/// Start with [dev.parley.files.playback.PlaybackHeader], [dev.parley.files.playback.Waveform] and
/// [dev.parley.files.playback.VoiceNote]. Each container has a class that reads it. No sound is
/// encoded anywhere; only the waveform decodes sound.
@NullMarked
package dev.parley.files.playback;

import org.jspecify.annotations.NullMarked;
