package dev.parley.files.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.Fixture;
import dev.parley.files.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Clients receive all facts that can be read from a file. Repeat a run with `-Dparley.seed`.
@Timeout(60)
final class FileFactsTest {
  private static final Long SEED = Long.getLong("parley.seed", System.nanoTime());

  @Test
  void aPhotoHasASize(@TempDir Path folder) throws IOException {
    Path photo = Files.write(folder.resolve("photo"), Fixture.bytes("picture.jpg"));

    assertEquals(new FileFacts(FileType.JPEG, 96, 64, null, null), FileFacts.read(photo));
  }

  @Test
  void aVideoHasASizeAndADuration() throws IOException {
    assertEquals(
        new FileFacts(FileType.MP4, 64, 48, Duration.ofSeconds(1), null),
        FileFacts.read(Fixture.open("clip.mp4")));
  }

  @Test
  void aVoiceNoteHasADurationAndAWaveform() throws IOException {
    FileFacts facts = FileFacts.read(Fixture.open("tone.ogg"));

    assertEquals(FileType.OGG_OPUS, facts.type());
    assertEquals(Duration.ofMillis(1_500), facts.duration());
    assertNotNull(facts.waveform());
  }

  @Test
  void musicHasADuration() throws IOException {
    FileFacts facts = FileFacts.read(Fixture.open("tone.m4a"));

    assertEquals(
        new FileFacts(FileType.MP4_AUDIO, null, null, Duration.ofMillis(1_500), null), facts);
  }

  @Test
  void aPhotoThatIsCutOffIsStillAPhoto() throws IOException {
    FileBytes cut = FileBytes.of(Arrays.copyOf(Fixture.bytes("picture.jpg"), 30));

    assertEquals(new FileFacts(FileType.JPEG, null, null, null, null), FileFacts.read(cut));
  }

  @ParameterizedTest
  @FieldSource("dev.parley.files.Fixture#NAMES")
  void aDamagedFileHasAType(String name) throws IOException {
    Mutations mutations = new Mutations(Fixture.bytes(name), new Random(SEED));

    for (int i = 0; i < 30; i++) {
      assertNotNull(FileFacts.read(FileBytes.of(mutations.next())), () -> "seed " + SEED);
    }
  }
}
