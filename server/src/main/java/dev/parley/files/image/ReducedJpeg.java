package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.image.JpegMarkers.Segment;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes a JPEG file at an eighth, a quarter or half of its size. Details that a smaller picture
/// does not show are skipped and never computed. So decoding at an eighth is several times faster
/// than decoding all pixels and dropping most of them.
///
/// Each block of 8 x 8 pixels is stored as 64 frequencies, the lowest first. For a reduced picture,
/// only the lowest ones are transformed: one for an eighth, which is the average of the block, 2 x
/// 2 for a quarter, and 4 x 4 for half.
///
/// Reads pictures in Huffman code with 8 bits, in grey or with three components. Progressive
/// pictures are read at an eighth only, because their higher frequencies are spread over the whole
/// file. Others are `UNSUPPORTED`.
///
/// Source: ITU-T T.81, annexes A, B, F and G.
final class ReducedJpeg implements PixelRows {
  private static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  /// A limit above the number of scans that encoders make for three components.
  private static final int MAX_SCANS = 200;

  private final FileBytes file;

  /// The number of pixels, in each direction, that a block of eight becomes.
  private final int scale;

  private final float[] transform;
  private final int[][] quantisation = new int[4][];
  private final @Nullable JpegHuffman[] dcTables = new JpegHuffman[4];
  private final @Nullable JpegHuffman[] acTables = new JpegHuffman[4];
  private Component[] components = {};
  private boolean progressive;
  private boolean storedAsRgb;
  private int fullWidth;
  private int fullHeight;
  private int mostHorizontal = 1;
  private int mostVertical = 1;
  private int restartInterval;

  private ReducedJpeg(FileBytes file, int scale) {
    this.file = file;
    this.scale = scale;
    this.transform = transform(scale);
  }

  /// Decodes the picture.
  ///
  /// @param eighths the size of the result in eighths of the full size: 1, 2 or 4
  static PixelRows decode(FileBytes file, int eighths) throws IOException {
    ReducedJpeg jpeg = new ReducedJpeg(file, eighths);
    jpeg.decode();
    return jpeg;
  }

  /// One component of the picture's colour, with enough blocks to fill whole units.
  private static final class Component {
    final int id;
    final int horizontal;
    final int vertical;
    final int table;

    /// The number of blocks in the picture, and of blocks in a row in memory, which includes those
    /// that complete the last unit.
    int blocksWide;

    int blocksHigh;
    int blocksInRow;

    /// Decoded pixels, row by row.
    byte[] plane = {};

    int stride;

    /// The first frequency of each block of a progressive picture, whose bits arrive in several
    /// scans.
    int[] averages = {};

    int prediction;
    int dcTable;
    int acTable;
    boolean decoded;

    Component(int id, int horizontal, int vertical, int table) {
      this.id = id;
      this.horizontal = horizontal;
      this.vertical = vertical;
      this.table = table;
    }
  }

  private void decode() throws IOException {
    long at = 2;
    int scans = 0;
    for (int segments = 0; scans < MAX_SCANS && segments < JpegMarkers.MAX_SEGMENTS; segments++) {
      Segment segment = JpegMarkers.next(file, at);
      at = segment.end();
      switch (segment.marker()) {
        case JpegMarkers.EOI -> {
          finish();
          return;
        }
        case JpegMarkers.DQT -> readQuantisation(segment);
        case JpegMarkers.DHT -> readHuffman(segment);
        case JpegMarkers.DRI -> restartInterval = file.u16(segment.start());
        case JpegMarkers.APP14 ->
            storedAsRgb |= segment.is(file, "Adobe") && file.u8(segment.start() + 11) == 0;
        case JpegMarkers.SOS -> {
          at = readScan(segment);
          scans++;
          if (!progressive && all(components)) {
            finish();
            return;
          }
        }
        default -> {
          if (segment.isFrame()) {
            readFrame(segment);
          }
        }
      }
    }
    throw UnreadableFileException.tooLarge("The JPEG picture has too many scans or segments.");
  }

  private static boolean all(Component[] components) {
    return Arrays.stream(components).allMatch(it -> it.decoded);
  }

  private void readFrame(Segment segment) throws IOException {
    int kind = segment.marker();
    progressive = kind == JpegMarkers.PROGRESSIVE;
    long at = segment.start();
    int count = file.u8(at + 5);
    if (kind > JpegMarkers.PROGRESSIVE
        || (progressive && scale > 1)
        || file.u8(at) != 8
        || (count != 1 && count != 3)) {
      throw UnreadableFileException.unsupported("This kind of JPEG is not read at a smaller size.");
    }
    if (components.length > 0) {
      throw UnreadableFileException.damaged("The JPEG file has two pictures.");
    }
    fullHeight = file.u16(at + 1);
    fullWidth = file.u16(at + 3);
    Previews.requireAllowed(ImageHeader.of(fullWidth, fullHeight, Orientation.UPRIGHT));
    Component[] found = new Component[count];
    for (int i = 0; i < count; i++) {
      long entry = at + 6 + 3L * i;
      int sampling = file.u8(entry + 1);
      int table = file.u8(entry + 2);
      int horizontal = count == 1 ? 1 : sampling >> 4;
      int vertical = count == 1 ? 1 : sampling & 15;
      if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4 || table > 3) {
        throw UnreadableFileException.damaged("The JPEG picture has impossible components.");
      }
      found[i] = new Component(file.u8(entry), horizontal, vertical, table);
      mostHorizontal = Math.max(mostHorizontal, horizontal);
      mostVertical = Math.max(mostVertical, vertical);
    }
    for (Component component : found) {
      layOut(component);
    }
    storedAsRgb |= count == 3 && found[0].id == 'R' && found[1].id == 'G' && found[2].id == 'B';
    components = found;
  }

  private void layOut(Component component) {
    component.blocksWide = ceil(ceil(fullWidth * component.horizontal, mostHorizontal), 8);
    component.blocksHigh = ceil(ceil(fullHeight * component.vertical, mostVertical), 8);
    component.blocksInRow = ceil(fullWidth, 8 * mostHorizontal) * component.horizontal;
    int rows = ceil(fullHeight, 8 * mostVertical) * component.vertical;
    component.stride = component.blocksInRow * scale;
    component.plane = new byte[component.stride * rows * scale];
    if (progressive) {
      component.averages = new int[component.blocksInRow * rows];
    }
  }

  private static int ceil(int value, int divisor) {
    return (value + divisor - 1) / divisor;
  }

  private void readQuantisation(Segment segment) throws IOException {
    long at = segment.start();
    while (at < segment.end()) {
      int kind = file.u8(at++);
      int bytes = (kind >> 4) == 0 ? 1 : 2;
      if (kind >> 4 > 1 || (kind & 15) > 3) {
        throw UnreadableFileException.damaged("A table of the JPEG file has no number.");
      }
      int[] table = new int[64];
      for (int i = 0; i < 64; i++) {
        table[i] = bytes == 1 ? file.u8(at + i) : file.u16(at + 2L * i);
      }
      quantisation[kind & 15] = table;
      at += 64L * bytes;
    }
  }

  private void readHuffman(Segment segment) throws IOException {
    long at = segment.start();
    while (at < segment.end()) {
      int kind = file.u8(at++);
      if (kind >> 4 > 1 || (kind & 15) > 3) {
        throw UnreadableFileException.damaged("A table of the JPEG file has no number.");
      }
      JpegHuffman table = new JpegHuffman(file, at);
      ((kind >> 4) == 0 ? dcTables : acTables)[kind & 15] = table;
      at += table.length();
    }
  }

  /// Reads a scan, or skips one of higher frequencies of a progressive picture.
  ///
  /// @return an offset before the next marker, with no other marker in between
  private long readScan(Segment segment) throws IOException {
    long at = segment.start();
    int count = file.u8(at);
    if (count < 1 || count > components.length || segment.end() - at < 4 + 2L * count) {
      throw UnreadableFileException.damaged(
          "A scan of the JPEG picture has impossible components.");
    }
    long behind = at + 1 + 2L * count;
    if (progressive && file.u8(behind) > 0) {
      return segment.end();
    }
    Component[] scanned = new Component[count];
    for (int i = 0; i < count; i++) {
      Component component = component(file.u8(at + 1 + 2L * i));
      int tables = file.u8(at + 2 + 2L * i);
      component.dcTable = tables >> 4 & 3;
      component.acTable = tables & 3;
      component.prediction = 0;
      component.decoded = true;
      scanned[i] = component;
    }
    int position = file.u8(behind + 2);
    JpegBits bits = new JpegBits(file, segment.end());
    if (progressive && position >> 4 > 0) {
      forEachBlock(bits, scanned, new Refinement(bits, position & 15));
    } else if (progressive) {
      forEachBlock(bits, scanned, new FirstAverages(bits, position & 15));
    } else {
      forEachBlock(bits, scanned, new WholeBlocks(bits));
    }
    return bits.position();
  }

  private Component component(int id) throws UnreadableFileException {
    for (Component component : components) {
      if (component.id == id) {
        return component;
      }
    }
    throw UnreadableFileException.damaged("A scan of the JPEG picture has impossible components.");
  }

  /// Reads the part of a block that a scan contains.
  private interface BlockReader {
    void read(Component component, int blockX, int blockY) throws IOException;
  }

  /// Visits the blocks in the order of the file (T.81, A.2): unit by unit if the scan has several
  /// components, row by row if it has one.
  private void forEachBlock(JpegBits bits, Component[] scanned, BlockReader reader)
      throws IOException {
    boolean single = scanned.length == 1;
    Component first = scanned[0];
    int unitsWide = single ? first.blocksWide : ceil(fullWidth, 8 * mostHorizontal);
    int unitsHigh = single ? first.blocksHigh : ceil(fullHeight, 8 * mostVertical);
    int untilRestart = restartInterval;
    for (int y = 0; y < unitsHigh; y++) {
      for (int x = 0; x < unitsWide; x++) {
        if (restartInterval > 0 && untilRestart-- == 0) {
          bits.restart();
          Arrays.stream(scanned).forEach(it -> it.prediction = 0);
          untilRestart = restartInterval - 1;
        }
        if (single) {
          reader.read(first, x, y);
        } else {
          readUnit(scanned, reader, x, y);
        }
      }
      bits.requireData();
    }
  }

  private static void readUnit(Component[] scanned, BlockReader reader, int x, int y)
      throws IOException {
    for (Component component : scanned) {
      for (int v = 0; v < component.vertical; v++) {
        for (int h = 0; h < component.horizontal; h++) {
          reader.read(component, x * component.horizontal + h, y * component.vertical + v);
        }
      }
    }
  }

  private JpegHuffman table(@Nullable JpegHuffman[] tables, int number)
      throws UnreadableFileException {
    JpegHuffman table = tables[number];
    if (table == null) {
      throw UnreadableFileException.damaged("The JPEG picture lacks a table.");
    }
    return table;
  }

  private int[] quantisation(Component component) throws UnreadableFileException {
    int[] table = quantisation[component.table];
    if (table == null) {
      throw UnreadableFileException.damaged("The JPEG picture lacks a table.");
    }
    return table;
  }

  private int nextAverage(JpegBits bits, Component component) throws IOException {
    int length = bits.symbol(table(dcTables, component.dcTable));
    if (length > 15) {
      throw UnreadableFileException.damaged("The JPEG picture has an impossible difference.");
    }
    component.prediction += bits.readSigned(length);
    return component.prediction;
  }

  /// Reads all frequencies of a block at once.
  private final class WholeBlocks implements BlockReader {
    private final JpegBits bits;
    private final float[] low = new float[scale * scale];
    private final float[] half = new float[scale * scale];

    WholeBlocks(JpegBits bits) {
      this.bits = bits;
    }

    @Override
    public void read(Component component, int blockX, int blockY) throws IOException {
      int[] factors = quantisation(component);
      float average = nextAverage(bits, component) * (float) factors[0];
      JpegHuffman higher = table(acTables, component.acTable);
      boolean flat = scale == 1 || !readHigher(higher, factors);
      if (scale == 1) {
        bits.skipBlock(higher);
      }
      int at = (blockY * component.stride + blockX) * scale;
      if (flat) {
        byte value = clamp(average / 8 + 128.5f);
        for (int y = 0; y < scale; y++) {
          Arrays.fill(
              component.plane, at + y * component.stride, at + y * component.stride + scale, value);
        }
      } else {
        low[0] = average;
        write(component, at);
        Arrays.fill(low, 0);
      }
    }

    /// Reads the other 63 frequencies and keeps those that the reduced block uses.
    private boolean readHigher(JpegHuffman table, int[] factors) throws IOException {
      boolean any = false;
      int index = 1;
      while (index < 64) {
        int symbol = bits.symbol(table);
        int length = symbol & 15;
        if (length == 0) {
          if (symbol != 0xf0) {
            return any; // the rest is zero
          }
          index += 16;
          continue;
        }
        index += symbol >> 4;
        int value = bits.readSigned(length);
        int place = ZIGZAG[Math.min(index, 63)];
        if ((place >> 3) < scale && (place & 7) < scale) {
          low[(place >> 3) * scale + (place & 7)] = value * (float) factors[Math.min(index, 63)];
          any = true;
        }
        index++;
      }
      return any;
    }

    /// Transforms the rows of frequencies into pixels, then the columns.
    private void write(Component component, int at) {
      for (int v = 0; v < scale; v++) {
        for (int x = 0; x < scale; x++) {
          float sum = 0;
          for (int u = 0; u < scale; u++) {
            sum += transform[x * scale + u] * low[v * scale + u];
          }
          half[v * scale + x] = sum;
        }
      }
      for (int y = 0; y < scale; y++) {
        for (int x = 0; x < scale; x++) {
          float sum = 128.5f;
          for (int v = 0; v < scale; v++) {
            sum += transform[y * scale + v] * half[v * scale + x];
          }
          component.plane[at + y * component.stride + x] = clamp(sum);
        }
      }
    }
  }

  /// Reads the higher bits of each block's average.
  private final class FirstAverages implements BlockReader {
    private final JpegBits bits;
    private final int shift;

    FirstAverages(JpegBits bits, int shift) {
      this.bits = bits;
      this.shift = shift;
    }

    @Override
    public void read(Component component, int blockX, int blockY) throws IOException {
      component.averages[blockY * component.blocksInRow + blockX] =
          nextAverage(bits, component) << shift;
    }
  }

  /// Reads one more bit of each block's average.
  private static final class Refinement implements BlockReader {
    private final JpegBits bits;
    private final int shift;

    Refinement(JpegBits bits, int shift) {
      this.bits = bits;
      this.shift = shift;
    }

    @Override
    public void read(Component component, int blockX, int blockY) throws IOException {
      component.averages[blockY * component.blocksInRow + blockX] |= bits.read(1) << shift;
    }
  }

  private void finish() throws UnreadableFileException {
    if (components.length == 0 || !all(components)) {
      throw UnreadableFileException.truncated("The JPEG picture");
    }
    for (Component component : components) {
      float factor = quantisation(component)[0] / 8f;
      for (int i = 0; i < component.averages.length; i++) {
        component.plane[i] = clamp(component.averages[i] * factor + 128.5f);
      }
    }
  }

  private static byte clamp(float value) {
    return (byte) Math.max(0, Math.min(255, (int) value));
  }

  /// The share of each frequency in each pixel, ordered by pixel and then by frequency. Scaled like
  /// the transform of eight pixels; only its lowest frequencies are used.
  private static float[] transform(int scale) {
    float[] transform = new float[scale * scale];
    for (int x = 0; x < scale; x++) {
      for (int u = 0; u < scale; u++) {
        double basis = Math.cos((2 * x + 1) * u * Math.PI / (2 * scale)) * Math.sqrt(2.0 / scale);
        double first = u == 0 ? Math.sqrt(0.5) : 1;
        transform[x * scale + u] = (float) (basis * first * Math.sqrt(scale / 8.0));
      }
    }
    return transform;
  }

  @Override
  public int width() {
    return ceil(fullWidth * scale, 8);
  }

  @Override
  public int height() {
    return ceil(fullHeight * scale, 8);
  }

  @Override
  public void read(int y, int[] row) {
    Component first = components[0];
    int at = y * first.vertical / mostVertical * first.stride;
    if (components.length == 1) {
      for (int x = 0; x < row.length; x++) {
        row[x] = (first.plane[at + x] & 0xff) * 0x010101;
      }
      return;
    }
    Component second = components[1];
    Component third = components[2];
    int secondAt = y * second.vertical / mostVertical * second.stride;
    int thirdAt = y * third.vertical / mostVertical * third.stride;
    for (int x = 0; x < row.length; x++) {
      int a = first.plane[at + x * first.horizontal / mostHorizontal] & 0xff;
      int b = second.plane[secondAt + x * second.horizontal / mostHorizontal] & 0xff;
      int c = third.plane[thirdAt + x * third.horizontal / mostHorizontal] & 0xff;
      row[x] = storedAsRgb ? a << 16 | b << 8 | c : rgb(a, b - 128, c - 128);
    }
  }

  /// Source: JFIF 1.02; computed with 16 fractional bits.
  private static int rgb(int luma, int blue, int red) {
    int base = (luma << 16) + 0x8000;
    int r = clampToByte((base + 91_881 * red) >> 16);
    int g = clampToByte((base - 22_554 * blue - 46_802 * red) >> 16);
    int b = clampToByte((base + 116_130 * blue) >> 16);
    return r << 16 | g << 8 | b;
  }

  private static int clampToByte(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
