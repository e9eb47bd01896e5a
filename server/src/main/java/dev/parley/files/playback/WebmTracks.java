package dev.parley.files.playback;

import dev.parley.files.EbmlElement;
import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.playback.PlaybackHeader.Picture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The description of a WebM or Matroska file before its first cluster.
///
/// Source: RFC 9559, sections 5.1.2 (Info) and 5.1.4 (Tracks).
final class WebmTracks {
  static final String OPUS = "A_OPUS";

  private static final long INFO = 0x1549a966L;
  private static final long TIMESTAMP_SCALE = 0x2ad7b1;
  private static final long DURATION = 0x4489;
  private static final long NUMBER = 0xd7;
  private static final long CODEC = 0x86;
  private static final long CODEC_PRIVATE = 0x63a2;
  private static final long VIDEO = 0xe0;
  private static final long WIDTH = 0xb0;
  private static final long HEIGHT = 0xba;
  private static final long PICTURE_TRACK = 1;
  private static final long SOUND_TRACK = 2;

  private static final int MAX_TRACKS = 100;
  private static final int MAX_CODEC_NAME = 32;
  private static final long NANOSECONDS = 1_000_000_000;
  private static final double MAX_NANOSECONDS = 1e18;

  private final FileBytes file;
  private final EbmlElement segment;
  private final List<Track> tracks = new ArrayList<>();

  /// The number of nanoseconds in a unit of time.
  private long scale = 1_000_000;

  /// The duration in these units; 0 if the file does not contain it, because its end was unknown
  /// when it was recorded.
  private double duration;

  private WebmTracks(FileBytes file, EbmlElement segment) {
    this.file = file;
    this.segment = segment;
  }

  /// A track.
  ///
  /// @param number the number by which blocks refer to the track
  /// @param codec such as `A_OPUS`; empty if there is none
  /// @param configuration the configuration for its decoder; null if there is none
  record Track(
      long number,
      long type,
      String codec,
      @Nullable EbmlElement configuration,
      @Nullable Picture picture) {}

  static WebmTracks read(FileBytes file) throws IOException {
    EbmlElement segment = EbmlElement.find(file, 0, file.size(), EbmlElement.SEGMENT);
    if (segment == null) {
      throw UnreadableFileException.damaged("The WebM file has no segment.");
    }
    WebmTracks read = new WebmTracks(file, segment);
    long at = segment.start();
    EbmlElement element = EbmlElement.at(file, at, segment.end());
    while (element != null && element.id() != EbmlElement.CLUSTER) {
      if (element.id() == INFO) {
        read.readInformation(element);
      } else if (element.id() == EbmlElement.TRACKS) {
        read.readTracks(element);
      }
      at = element.end();
      element = EbmlElement.at(file, at, segment.end());
    }
    return read;
  }

  EbmlElement segment() {
    return segment;
  }

  private void readInformation(EbmlElement information) throws IOException {
    EbmlElement unit = information.child(file, TIMESTAMP_SCALE);
    if (unit != null) {
      scale = unit.unsigned(file);
    }
    EbmlElement length = information.child(file, DURATION);
    if (length != null) {
      duration = length.floating(file);
    }
  }

  private void readTracks(EbmlElement all) throws IOException {
    long at = all.start();
    EbmlElement entry = EbmlElement.at(file, at, all.end());
    while (entry != null && tracks.size() < MAX_TRACKS) {
      if (entry.id() == EbmlElement.TRACK_ENTRY) {
        addTrack(entry);
      }
      at = entry.end();
      entry = EbmlElement.at(file, at, all.end());
    }
  }

  private void addTrack(EbmlElement entry) throws IOException {
    EbmlElement codec = entry.child(file, CODEC);
    EbmlElement video = entry.child(file, VIDEO);
    tracks.add(
        new Track(
            number(entry, NUMBER),
            number(entry, EbmlElement.TRACK_TYPE),
            codec == null
                ? ""
                : file.ascii(codec.start(), (int) Math.min(codec.length(), MAX_CODEC_NAME)),
            entry.child(file, CODEC_PRIVATE),
            video == null ? null : picture(video)));
  }

  private long number(EbmlElement parent, long id) throws IOException {
    EbmlElement child = parent.child(file, id);
    return child == null ? 0 : child.unsigned(file);
  }

  private @Nullable Picture picture(EbmlElement video) throws IOException {
    long width = number(video, WIDTH);
    long height = number(video, HEIGHT);
    boolean possible = width > 0 && height > 0 && Math.max(width, height) <= 0xffff;
    return possible ? new Picture((int) width, (int) height) : null;
  }

  /// The first track of sound, which must be Opus.
  ///
  /// @throws UnreadableFileException if there is none (`UNSUPPORTED`)
  Track opus() throws UnreadableFileException {
    for (Track track : tracks) {
      if (track.type == SOUND_TRACK) {
        if (!track.codec.equals(OPUS)) {
          throw UnreadableFileException.unsupported(
              "The sound in the WebM file is %s; a voice note is made of Opus."
                  .formatted(track.codec.equals("A_VORBIS") ? "Vorbis" : "not Opus"));
        }
        return track;
      }
    }
    throw UnreadableFileException.unsupported("The WebM file has no sound.");
  }

  PlaybackHeader header() throws IOException {
    Picture picture = null;
    for (Track track : tracks) {
      if (picture == null && track.type == PICTURE_TRACK) {
        picture = track.picture;
      }
    }
    double nanoseconds = duration * scale;
    boolean known = nanoseconds > 0 && nanoseconds < MAX_NANOSECONDS;
    return new PlaybackHeader(
        known ? Duration.ofNanos((long) nanoseconds) : counted(picture), picture);
  }

  /// The duration of a file that does not contain it: by all packets of sound, or by the last block
  /// of a picture.
  private @Nullable Duration counted(@Nullable Picture picture) throws IOException {
    boolean opus = tracks.stream().anyMatch(it -> it.type == SOUND_TRACK && it.codec.equals(OPUS));
    if (picture == null && opus) {
      return OpusDuration.of(new WebmOpus(file, this));
    }
    long last = 0;
    WebmBlocks blocks = new WebmBlocks(file, segment);
    while (blocks.next()) {
      last = Math.max(last, blocks.timestamp());
    }
    return scale <= 0 || scale > NANOSECONDS || last > Long.MAX_VALUE / NANOSECONDS
        ? null
        : Duration.ofNanos(last * scale);
  }
}
