/// What plays: how long sound and video are, how large a video is, the waveform of a voice note,
/// and voice notes made of what a browser records.
///
/// Start with [dev.parley.files.playback.PlaybackHeader], [dev.parley.files.playback.Waveform] and
/// [dev.parley.files.playback.VoiceNote]. Containers are read by a class each; no sound is encoded
/// anywhere, and only the waveform decodes it.
@NullMarked
package dev.parley.files.playback;

import org.jspecify.annotations.NullMarked;
