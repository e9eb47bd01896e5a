package dev.parley.files.playback;

import dev.parley.files.FileBytes;
import dev.parley.files.Mp4Box;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.playback.PlaybackHeader.Picture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The description of an MP4, 3GP or QuickTime file in its box `moov`.
///
/// Source: ISO/IEC 14496-12, sections 8.2 (mvhd), 8.3 (trak, tkhd), 8.4 (mdhd, hdlr), 8.8 (mvex).
final class Mp4Movie {
  private static final int MAX_TRACKS = 100;

  /// The value of an unknown duration in 32 bits.
  private static final long UNKNOWN = 0xffff_ffffL;

  private final FileBytes file;
  private final Mp4Box movie;
  private final List<Track> tracks = new ArrayList<>();

  /// By the number of a track: the values for samples whose fragment omits them.
  private final Map<Long, Defaults> defaults = new HashMap<>();

  private Mp4Movie(FileBytes file, Mp4Box movie) {
    this.file = file;
    this.movie = movie;
  }

  /// A track.
  ///
  /// @param handler `soun`, `vide` or another kind
  /// @param timescale the number of time units in a second
  /// @param picture the size of the picture as it is shown; null if the track has none
  /// @param samples the box `stbl`; null if there is none
  record Track(
      long id,
      String handler,
      long timescale,
      @Nullable Picture picture,
      @Nullable Mp4Box samples) {}

  /// The values of the samples of a track whose fragment omits them.
  ///
  /// @param duration the duration of a sample in units of the track
  /// @param size the size of a sample in bytes
  record Defaults(long duration, long size) {}

  /// @throws UnreadableFileException if there is no such box
  static Mp4Movie read(FileBytes file) throws IOException {
    Mp4Box movie = Mp4Box.find(file, 0, file.size(), "moov");
    if (movie == null) {
      throw UnreadableFileException.damaged("The MP4 file has no description of its tracks.");
    }
    Mp4Movie read = new Mp4Movie(file, movie);
    read.readTracks();
    return read;
  }

  FileBytes file() {
    return file;
  }

  /// The defaults of a track; zeros if there are none.
  Defaults defaults(long track) {
    return defaults.getOrDefault(track, new Defaults(0, 0));
  }

  private void readTracks() throws IOException {
    long at = movie.start();
    Mp4Box box = Mp4Box.at(file, at, movie.end());
    while (box != null) {
      if (box.type().equals("trak") && tracks.size() < MAX_TRACKS) {
        addTrack(box);
      } else if (box.type().equals("mvex")) {
        readDefaults(box);
      }
      at = box.end();
      box = Mp4Box.at(file, at, movie.end());
    }
  }

  private void addTrack(Mp4Box track) throws IOException {
    Mp4Box header = track.child(file, "tkhd");
    Mp4Box media = track.child(file, "mdia");
    Mp4Box mediaHeader = media == null ? null : media.child(file, "mdhd");
    Mp4Box handler = media == null ? null : media.child(file, "hdlr");
    if (header == null || media == null || mediaHeader == null || handler == null) {
      return;
    }
    boolean longTimes = file.u8(header.start()) == 1;
    boolean longMediaTimes = file.u8(mediaHeader.start()) == 1;
    tracks.add(
        new Track(
            file.u32(header.start() + (longTimes ? 20 : 12)),
            file.ascii(handler.start() + 8, 4),
            file.u32(mediaHeader.start() + (longMediaTimes ? 20 : 12)),
            picture(header.start() + (longTimes ? 52 : 40)),
            media.descendant(file, "minf", "stbl")));
  }

  /// The size of a picture, which follows a matrix of nine numbers. The matrix turns the picture by
  /// 90 degrees if its diagonal is 0.
  private @Nullable Picture picture(long matrix) throws IOException {
    int width = file.u16(matrix + 36);
    int height = file.u16(matrix + 40);
    if (width == 0 || height == 0) {
      return null;
    }
    boolean turned = file.u32(matrix) == 0 && file.u32(matrix + 16) == 0;
    return turned ? new Picture(height, width) : new Picture(width, height);
  }

  private void readDefaults(Mp4Box extension) throws IOException {
    long at = extension.start();
    Mp4Box box = Mp4Box.at(file, at, extension.end());
    while (box != null && defaults.size() < MAX_TRACKS) {
      if (box.type().equals("trex")) {
        defaults.put(
            file.u32(box.start() + 4),
            new Defaults(file.u32(box.start() + 12), file.u32(box.start() + 16)));
      }
      at = box.end();
      box = Mp4Box.at(file, at, extension.end());
    }
  }

  PlaybackHeader header() throws IOException {
    Picture picture = null;
    for (Track track : tracks) {
      if (picture == null && track.handler.equals("vide")) {
        picture = track.picture;
      }
    }
    return new PlaybackHeader(duration(), picture);
  }

  private @Nullable Duration duration() throws IOException {
    Mp4Box header = movie.child(file, "mvhd");
    if (header == null) {
      return null;
    }
    boolean longTimes = file.u8(header.start()) == 1;
    long timescale = file.u32(header.start() + (longTimes ? 20 : 12));
    long duration = longTimes ? file.u64(header.start() + 24) : file.u32(header.start() + 16);
    if (duration > 0 && duration != UNKNOWN) {
      return PlaybackHeader.durationOf(duration, timescale);
    }
    Mp4Box fragmented = movie.descendant(file, "mvex", "mehd");
    if (fragmented != null) {
      long whole =
          file.u8(fragmented.start()) == 1
              ? file.u64(fragmented.start() + 4)
              : file.u32(fragmented.start() + 4);
      if (whole > 0) {
        return PlaybackHeader.durationOf(whole, timescale);
      }
    }
    Opus opus = tracks.size() == 1 ? opusOrNull() : null;
    return opus == null ? durationOfFragments() : OpusDuration.of(new Mp4Opus(file, opus));
  }

  private @Nullable Opus opusOrNull() throws IOException {
    try {
      return opus();
    } catch (UnreadableFileException _) {
      return null;
    }
  }

  /// The time at which the last sample of any track ends.
  private @Nullable Duration durationOfFragments() throws IOException {
    Duration longest = null;
    Mp4Fragments fragments = new Mp4Fragments(this);
    for (Mp4Fragments.Run run = fragments.next(); run != null; run = fragments.next()) {
      Duration end = PlaybackHeader.durationOf(run.end(), timescale(run.track()));
      if (end != null && (longest == null || end.compareTo(longest) > 0)) {
        longest = end;
      }
    }
    return longest;
  }

  private long timescale(long id) {
    for (Track track : tracks) {
      if (track.id == id) {
        return track.timescale;
      }
    }
    return 0;
  }

  /// The first track of sound, which must be Opus.
  ///
  /// @throws UnreadableFileException if there is none (`UNSUPPORTED`)
  Opus opus() throws IOException {
    for (Track track : tracks) {
      if (track.handler.equals("soun") && track.samples != null) {
        return opus(track, track.samples);
      }
    }
    throw UnreadableFileException.unsupported("The MP4 file has no sound.");
  }

  /// A track of Opus.
  ///
  /// @param samples the box `stbl`
  record Opus(Mp4Movie movie, Track track, Mp4Box samples, OpusHead head) {}

  /// Source: "Encapsulation of Opus in ISO Base Media File Format", 4.3 (Opus, dOps).
  private Opus opus(Track track, Mp4Box samples) throws IOException {
    Mp4Box descriptions = samples.child(file, "stsd");
    Mp4Box entry =
        descriptions == null ? null : Mp4Box.at(file, descriptions.start() + 8, descriptions.end());
    if (entry == null) {
      throw UnreadableFileException.damaged("The MP4 file does not say what its sound is.");
    }
    if (!entry.type().equals("Opus")) {
      throw UnreadableFileException.unsupported(
          "The sound in the MP4 file is %s; a voice note is made of Opus."
              .formatted(entry.type().equals("mp4a") ? "AAC" : "not Opus"));
    }
    Mp4Box specific = Mp4Box.find(file, entry.start() + 28, entry.end(), "dOps");
    if (specific == null || specific.length() < 11) {
      throw UnreadableFileException.damaged("The Opus stream has no header.");
    }
    long at = specific.start();
    int family = file.u8(at + 10);
    OpusHead head =
        new OpusHead(file.u8(at + 1), file.u16(at + 2), file.u32(at + 4), (short) file.u16(at + 8));
    int streams = family == 0 ? 1 : specific.length() < 12 ? 0 : file.u8(at + 11);
    return new Opus(this, track, samples, head.requireOneStream(streams));
  }
}
