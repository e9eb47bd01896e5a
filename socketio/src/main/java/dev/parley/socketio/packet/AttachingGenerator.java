package dev.parley.socketio.packet;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/// Writes JSON as JavaScript does, but for binary values, which it puts aside and leaves a
/// placeholder for.
final class AttachingGenerator extends JsonGeneratorDelegate {
  private static final JsonGenerator.Feature PAIRS =
      JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8.mappedFeature();

  private final List<byte[]> attachments;

  AttachingGenerator(JsonGenerator out, List<byte[]> attachments) {
    super(out, false);
    this.attachments = attachments;
  }

  // --- What JavaScript writes otherwise ----------------------------------------------------------

  @Override
  public void writeNumber(double number) throws IOException {
    if (Double.isFinite(number)) {
      super.writeNumber(number);
    } else {
      writeNull();
    }
  }

  @Override
  public void writeNumber(float number) throws IOException {
    if (Float.isFinite(number)) {
      super.writeNumber(number);
    } else {
      writeNull();
    }
  }

  @Override
  public void writeString(String text) throws IOException {
    keepPairsOf(text);
    super.writeString(text);
  }

  @Override
  public void writeFieldName(String name) throws IOException {
    keepPairsOf(name);
    super.writeFieldName(name);
  }

  /// What is beyond 16 bits, such as an emoji, is written as it is: 4 bytes, where two escapes are
  /// 12. Half a pair can only be escaped, which the generator does when it looks at halves alone.
  private void keepPairsOf(String text) {
    configure(PAIRS, isWhole(text));
  }

  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char at = text.charAt(i);
      if (Character.isSurrogate(at)) {
        i++;
        if (i == text.length() || !Character.isSurrogatePair(at, text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  // --- Binary ------------------------------------------------------------------------------------

  @Override
  public void writeBinary(Base64Variant variant, byte[] data, int offset, int length)
      throws IOException {
    attach(Arrays.copyOfRange(data, offset, offset + length));
  }

  @Override
  public int writeBinary(Base64Variant variant, InputStream data, int length) throws IOException {
    byte[] bytes = length < 0 ? data.readAllBytes() : data.readNBytes(length);
    attach(bytes);
    return bytes.length;
  }

  private void attach(byte[] bytes) throws IOException {
    // In this order: some clients look no further than the first key.
    writeStartObject();
    writeBooleanField("_placeholder", true);
    writeNumberField("num", attachments.size());
    writeEndObject();
    attachments.add(bytes);
  }
}
