package dev.parley.files.facts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.Fixture;
import dev.parley.files.Mutations;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.image.ImageHeader;
import dev.parley.files.image.Previews;
import dev.parley.files.playback.PlaybackHeader;
import dev.parley.files.playback.VoiceNote;
import dev.parley.files.playback.Waveform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every reader accepts every file: it ends soon, with a result or with an
/// [UnreadableFileException]. Repeat a run with `-Dparley.seed`.
@Timeout(60)
final class HostileFilesTest {
  private static final Long SEED = Long.getLong("parley.seed", System.nanoTime());
  private static final int DAMAGED_COPIES = Integer.getInteger("parley.files.copies", 50);
  private static final int BEHIND = 10;
  private static final int LARGE = 4 << 20;

  /// Ten times the duration of the slowest file here. A reader that starts from the beginning again
  /// and again would take a hundred times this limit.
  private static final Duration SOON = Duration.ofSeconds(10);

  /// One way to read a file.
  @FunctionalInterface
  private interface Reader {
    void read(FileBytes file) throws IOException;
  }

  private static List<String> samples() throws IOException {
    List<String> all = new ArrayList<>(Fixture.NAMES);
    all.addAll(made().keySet());
    return all;
  }

  /// Small files of those types that have no fixture.
  private static Map<String, byte[]> made() throws IOException {
    Map<String, byte[]> made = new LinkedHashMap<>();
    made.put("document.docx", zip("[Content_Types].xml", "word/document.xml", "a/b.xml"));
    made.put("text.odt", declared());
    made.put("old.doc", ole());
    made.put("sound.amr", bytes("#!AMR\n<" + "x".repeat(31) + "\u0004abcdef"));
    made.put("sound.awb", bytes("#!AMR-WB\nD" + "x".repeat(60)));
    made.put("sound.wav", wav());
    made.put(
        "sound.flac",
        HexFormat.of()
            .parseHex("664c614380000022100010000000000000000ac442f00000ac44" + "00".repeat(20)));
    made.put(
        "picture.bmp",
        HexFormat.of()
            .parseHex(
                "424d3a0000000000000036000000280000000100000001000000010018000000000004000000"
                    + "00000000000000000000000000000000ff00ff00"));
    made.put("tagged.mp3", tagged());
    made.put("page.html", bytes("<!-- a --><p>Hello <b>you</b> &lt; <script>alert(1)</script>"));
    made.put("script.js", bytes("// a\n/* b */ import x from \"y\"; function f(a) { }"));
    return made;
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("<content/>".getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static byte[] declared() {
    String type = "application/vnd.oasis.opendocument.text";
    byte[] head = new byte[38];
    System.arraycopy(bytes("PK\u0003\u0004"), 0, head, 0, 4);
    head[18] = (byte) type.length();
    head[22] = (byte) type.length();
    head[26] = 8;
    System.arraycopy(bytes("mimetype"), 0, head, 30, 8);
    return bytes(new String(head, ISO_8859_1) + type + "PK\u0005\u0006" + "\0".repeat(18));
  }

  /// A header, a sector with the allocation table, one with the directory.
  private static byte[] ole() {
    byte[] ole = new byte[3 * 512];
    System.arraycopy(HexFormat.of().parseHex("d0cf11e0a1b11ae1"), 0, ole, 0, 8);
    ole[30] = 9; // sectors of 512 bytes
    ole[48] = 1; // the directory is the second one
    Arrays.fill(ole, 80, 512, (byte) 0xff);
    Arrays.fill(ole, 512, 1024, (byte) 0xff);
    byte[] name = "WordDocument".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    System.arraycopy(name, 0, ole, 1024 + 128, name.length);
    ole[1024 + 128 + 64] = (byte) (name.length + 2);
    return ole;
  }

  private static byte[] wav() {
    return HexFormat.of()
        .parseHex(
            "5249464634000000574156454c495354040000006162636466"
                + "6d7420100000000100010044ac000088580100020010006461746108000000"
                + "0001020304050607");
  }

  private static byte[] tagged() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(bytes("ID3\u0004\0\0\0\0\0\u0014" + "t".repeat(20)));
    file.write(Fixture.bytes("tone.mp3"));
    return file.toByteArray();
  }

  private static byte[] sample(String name) throws IOException {
    byte[] made = made().get(name);
    return made == null ? Fixture.bytes(name) : made;
  }

  /// The readers for this type of file, and those for other types.
  private static Map<String, Reader> readers() {
    Map<String, Reader> readers = new LinkedHashMap<>();
    readers.put("facts", file -> assertNotNull(FileFacts.read(file).type()));
    for (FileType type : FileType.values()) {
      switch (type.kind()) {
        case IMAGE -> readers.put("size of " + type, file -> ImageHeader.read(file, type));
        case AUDIO, VIDEO -> {
          readers.put("length of " + type, file -> PlaybackHeader.read(file, type));
          readers.put("waveform of " + type, file -> Waveform.of(file, type));
          readers.put(
              "voice note of " + type,
              file -> VoiceNote.convert(file, type, OutputStream.nullOutputStream()));
        }
        default -> {
          // only the type of these files is read
        }
      }
    }
    readers.put(
        "preview", file -> Previews.render(file, FileType.detect(file), Previews.Size.THUMBNAIL));
    return readers;
  }

  private static void readInEveryWay(byte[] bytes, String what) {
    readers()
        .forEach((way, reader) -> {
          long begun = System.nanoTime();
          try (FileBytes file = FileBytes.of(bytes)) {
            reader.read(file);
          } catch (UnreadableFileException refused) {
            assertTrue(!way.equals("facts"), () -> what + ": no file is refused, but " + refused);
          } catch (IOException | RuntimeException | Error fault) {
            fail(what + ", " + way, fault);
          }
          Duration took = Duration.ofNanos(System.nanoTime() - begun);
          assertTrue(took.compareTo(SOON) < 0, () -> "%s, %s: %s".formatted(what, way, took));
        });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aDamagedFileIsReadOrRefused(String name) throws IOException {
    Mutations mutations = new Mutations(sample(name), new Random(SEED));

    for (int i = 0; i < DAMAGED_COPIES; i++) {
      readInEveryWay(mutations.next(), "seed %d, copy %d of %s".formatted(SEED, i, name));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void appendedFilesAreReadOrRefused(String name) throws IOException {
    Random random = new Random(SEED);
    byte[] first = sample(name);
    List<String> all = samples();
    for (int i = 0; i < BEHIND; i++) {
      String other = all.get(random.nextInt(all.size()));
      byte[] second = sample(other);
      byte[] both = Arrays.copyOf(first, random.nextInt(first.length));
      int end = both.length;
      both = Arrays.copyOf(both, end + second.length);
      System.arraycopy(second, 0, both, end, second.length);

      readInEveryWay(both, "seed %d, %s in front of %s".formatted(SEED, name, other));
    }
  }

  /// Files of 4 MB that consist of as many pieces as fit. A reader has to skip each piece.
  private static Map<String, byte[]> tiring() {
    Map<String, byte[]> tiring = new LinkedHashMap<>();
    HexFormat hex = HexFormat.of();
    String webm = "1a45dfa39f4286810142f7810142f2810442f381084282847765626d4287810442858102";
    tiring.put(
        "empty elements", repeated(webm + "18538067ffffffffffffffff".substring(0, 10), "ec80"));
    tiring.put(
        "empty elements in a segment without a length",
        repeated(webm + "1853806701ffffffffffffff", "ec80"));
    tiring.put(
        "empty tracks",
        repeated(webm + "1853806701ffffffffffffff1654ae6b01ffffffffffffff", "ae80"));
    tiring.put(
        "empty blocks",
        repeated(
            webm
                + "1853806701ffffffffffffff"
                + "1654ae6b93ae91d7810183810286864d5f4f5055538380"
                + "1f43b67501ffffffffffffff",
            "a38481000080"));
    String ftyp = "0000001066747970697336640000000000";
    tiring.put("empty boxes", repeated(ftyp.substring(0, 32), "0000000866726565"));
    tiring.put(
        "empty boxes in a movie",
        repeated(ftyp.substring(0, 32) + "000000006d6f6f76", "0000000874726578"));
    tiring.put(
        "empty tracks in a movie",
        repeated(ftyp.substring(0, 32) + "000000006d6f6f76", "000000087472616b"));
    tiring.put(
        "empty fragments",
        repeated(ftyp.substring(0, 32) + "000000086d6f6f76", "000000106d6f6f660000000874726166"));
    String page = "4f676753000000000000000000000000010000000000000000000000";
    tiring.put(
        "empty pages",
        repeated(
            page.substring(0, 52)
                + "0113"
                + hex.formatHex(bytes("OpusHead"))
                + "01013801"
                + "80bb000000000000",
            page.substring(0, 54)));
    tiring.put("marks of pages", repeated(page.substring(0, 54), hex.formatHex(bytes("OggS"))));
    tiring.put(
        "empty parts of a sound",
        repeated(hex.formatHex(bytes("RIFF....WAVE")), "6162636400000000"));
    tiring.put("empty frames of AMR", repeated(hex.formatHex(bytes("#!AMR\n")), "7c"));
    tiring.put("almost frames of MP3", repeated("fffb9064", "ff"));
    tiring.put("empty segments of a JPEG", repeated("ffd8", "ffe00002"));
    tiring.put("tables of a JPEG", repeated("ffd8", "ffc4001400" + "00".repeat(15) + "0101"));
    tiring.put(
        "short tables of a JPEG",
        repeated("ffd8ffc000110800100010030122000211010311 01".replace(" ", ""), "ffdb000300"));
    tiring.put("fill bytes of a JPEG", repeated("ffd8", "ff"));
    tiring.put(
        "empty chunks of a PNG",
        repeated(
            "89504e470d0a1a0a0000000d494844520000000100000001080200000090773d de".replace(" ", ""),
            "000000006162636400000000"));
    tiring.put("entries of an archive", repeated("504b0304", "504b0102" + "00".repeat(42)));
    tiring.put("ends of an archive", repeated("504b0304", "504b0506"));
    tiring.put("tags", repeated("", hex.formatHex(bytes("<a"))));
    return tiring;
  }

  private static byte[] repeated(String head, String piece) {
    byte[] first = HexFormat.of().parseHex(head);
    byte[] again = HexFormat.of().parseHex(piece);
    byte[] whole = Arrays.copyOf(first, LARGE);
    for (int at = first.length; at < whole.length; at++) {
      whole[at] = again[(at - first.length) % again.length];
    }
    return whole;
  }

  private static List<String> tiringNames() {
    return List.copyOf(tiring().keySet());
  }

  @ParameterizedTest
  @MethodSource("tiringNames")
  void aFileOfVeryManyPiecesIsReadOrRefusedSoon(String name) {
    readInEveryWay(tiring().getOrDefault(name, new byte[0]), name);
  }
}
