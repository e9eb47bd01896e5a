package dev.parley.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// The files in `src/test/resources/files`, which its README describes.
public final class Fixture {
  /// The names of all fixtures.
  public static final List<String> NAMES =
      List.of(
          "clip.3gp",
          "clip.mov",
          "clip.mp4",
          "clip.webm",
          "grey.jpg",
          "lossless.webp",
          "picture.gif",
          "picture.jpg",
          "picture.png",
          "picture.webp",
          "progressive.jpg",
          "recording.mp4",
          "recording.webm",
          "restarts.jpg",
          "rgb.jpg",
          "tone.aac",
          "tone.m4a",
          "tone.mp3",
          "tone.ogg",
          "vorbis.ogg");

  private Fixture() {}

  public static byte[] bytes(String name) {
    try (InputStream in = Fixture.class.getResourceAsStream("/files/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static FileBytes open(String name) {
    return FileBytes.of(bytes(name));
  }
}
