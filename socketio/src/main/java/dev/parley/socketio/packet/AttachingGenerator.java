package dev.parley.socketio.packet;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/// Writes JSON as JavaScript does. Binary values are the exception: it collects them and writes
/// placeholders.
final class AttachingGenerator extends JsonGeneratorDelegate {
  private static final JsonGenerator.Feature PAIRS =
      JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8.mappedFeature();

  private final List<byte[]> attachments;

  AttachingGenerator(JsonGenerator out, List<byte[]> attachments) {
    super(out, false);
    // An emoji is written unescaped: 4 bytes instead of 12 for two escapes.
    out.enable(PAIRS);
    this.attachments = attachments;
  }

  // --- Values that JavaScript writes differently -------------------------------------------------

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
    // The order matters: some clients read only the first key.
    writeStartObject();
    writeBooleanField("_placeholder", true);
    writeNumberField("num", attachments.size());
    writeEndObject();
    attachments.add(bytes);
  }
}
