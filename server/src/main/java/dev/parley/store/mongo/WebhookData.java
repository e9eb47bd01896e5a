package dev.parley.store.mongo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.json.StrangersJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/// The JSON that reported a message, in the form that is stored in `webhook_data`: a document, as
/// in the replaced backend, so that its scripts can query and change `webhook_data.…`.
///
/// Integers become 32 or 64 bits wide; only larger integers become `Decimal128`; other numbers
/// become doubles. `webhook_json` says how the JSON is read back. It is `true` if writing the
/// document results in the original JSON. Otherwise it is the original JSON as text, for example if
/// a number was written as `1.50`. The text is valid only as long as nobody has changed the
/// document.
///
/// JSON that cannot be a document is stored as text, as earlier versions stored all JSON: JSON with
/// names that contain `$` or `.`, with names that are special in JavaScript, with more than 80
/// levels, or with more than a million characters.
///
/// @param value the value of `webhook_data`
/// @param json the value of `webhook_json`; null for a text
record WebhookData(Object value, @Nullable Object json) {
  private static final int MOST_CHARACTERS = 1_000_000;

  /// The maximum depth of the JSON. MongoDB accepts 100 levels, and the journal needs some of them.
  private static final int MOST_LEVELS = 80;

  /// Names that have a special meaning in the JavaScript driver.
  private static final Set<String> SPECIAL = Set.of("", "_bsontype", "__proto__", "toBSON");

  /// Whole numbers below this are written without a fraction, as JavaScript writes them.
  private static final double MOST_WHOLE = 1e15;

  private static final String SOURCE = "source";

  /// The field from which scripts of the replaced backend read the name of the file.
  private static final String FILE = "filename";

  private static final JsonFactory JSON =
      StrangersJson.factory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final ObjectMapper TREES =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final DocumentCodec CODEC = new DocumentCodec();

  /// The JSON cannot be a document.
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    Unfit(String why) {
      super(why, null, false, false);
    }
  }

  /// The stored form of `json`.
  static WebhookData of(String json) {
    if (json.length() > MOST_CHARACTERS || !json.startsWith("{")) {
      return new WebhookData(json, null);
    }
    try {
      RawBsonDocument document = document(json);
      boolean exact = written(document.decode(CODEC)).equals(json);
      return exact ? new WebhookData(document, true) : new WebhookData(document, json);
    } catch (Unfit | IOException unfit) {
      return new WebhookData(json, null);
    }
  }

  /// The JSON of a message's document; null if it has none.
  static @Nullable String read(Document message) {
    Object value = message.get(FieldNames.WEBHOOK_DATA);
    Object json = message.get(FieldNames.WEBHOOK_JSON);
    if (!(value instanceof Document document) || json == null) {
      return json(value); // written by another program, or a text
    }
    if (json instanceof String text
        && of(text).value() instanceof RawBsonDocument before
        && before.decode(CODEC).equals(document)) {
      return text;
    }
    return written(document);
  }

  private static RawBsonDocument document(String json) throws Unfit, IOException {
    BasicOutputBuffer buffer = new BasicOutputBuffer(json.length() + 64);
    try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer);
        JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      object(parser, writer, 1);
      if (parser.nextToken() != null) {
        throw new Unfit("something follows");
      }
      return new RawBsonDocument(buffer.toByteArray());
    }
  }

  private static void object(JsonParser parser, BsonBinaryWriter writer, int level)
      throws Unfit, IOException {
    if (level > MOST_LEVELS) {
      throw new Unfit("too deep");
    }
    String source = null;
    boolean named = false;
    writer.writeStartDocument();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (SPECIAL.contains(name)
          || name.indexOf('$') >= 0
          || name.indexOf('.') >= 0
          || name.indexOf('\0') >= 0) {
        throw new Unfit("a name");
      }
      writer.writeName(name);
      parser.nextToken();
      if (level == 1 && name.equals(SOURCE) && parser.currentToken() == JsonToken.VALUE_STRING) {
        source = parser.getText();
      }
      named |= name.equals(FILE);
      value(parser, writer, level);
    }
    if (source != null && !named) {
      writer.writeString(FILE, source);
    }
    writer.writeEndDocument();
  }

  private static void value(JsonParser parser, BsonBinaryWriter writer, int level)
      throws Unfit, IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, writer, level + 1);
      case START_ARRAY -> {
        if (level + 1 > MOST_LEVELS) {
          throw new Unfit("too deep");
        }
        writer.writeStartArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser, writer, level + 1);
        }
        writer.writeEndArray();
      }
      case VALUE_STRING -> writer.writeString(parser.getText());
      case VALUE_NUMBER_INT -> {
        switch (parser.getNumberType()) {
          case INT -> writer.writeInt32(parser.getIntValue());
          case LONG -> writer.writeInt64(parser.getLongValue());
          default -> writer.writeDecimal128(decimal(parser.getText()));
        }
      }
      case VALUE_NUMBER_FLOAT -> {
        double number = parser.getDoubleValue();
        if (Double.isInfinite(number)) {
          throw new Unfit("a number");
        }
        writer.writeDouble(number);
      }
      case VALUE_TRUE -> writer.writeBoolean(true);
      case VALUE_FALSE -> writer.writeBoolean(false);
      case VALUE_NULL -> writer.writeNull();
      default -> throw new Unfit("no JSON");
    }
  }

  private static Decimal128 decimal(String digits) throws Unfit {
    try {
      return new Decimal128(new BigDecimal(digits));
    } catch (NumberFormatException tooLong) {
      throw new Unfit("a number");
    }
  }

  /// A document as compact JSON; types that JSON lacks are written as MongoDB's Extended JSON.
  private static String written(Document document) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          write(json, entry.getValue());
        }
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (Object item : list) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number when Double.isFinite(number) -> {
        if (number == Math.rint(number) && Math.abs(number) < MOST_WHOLE) {
          json.writeNumber(number.longValue());
        } else {
          json.writeNumber(number);
        }
      }
      case Decimal128 number when number.isFinite() && !number.toString().startsWith("-0") ->
          json.writeNumber(number.bigDecimalValue().toPlainString());
      default -> json.writeRawValue(String.valueOf(json(value)));
    }
  }

  /// A value that Parley did not write as a document: a text of an earlier version, or any value of
  /// the replaced backend.
  private static @Nullable String json(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Document document -> document.toJson();
      case String text when isJson(text) -> text;
      default -> {
        String wrapped = new Document("v", value).toJson();
        yield wrapped.substring(wrapped.indexOf(':') + 1, wrapped.lastIndexOf('}')).strip();
      }
    };
  }

  private static boolean isJson(String text) {
    try {
      return !TREES.readTree(text).isMissingNode();
    } catch (JsonProcessingException notJson) {
      return false;
    }
  }
}
