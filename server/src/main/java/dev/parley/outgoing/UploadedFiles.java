package dev.parley.outgoing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Content;
import dev.parley.chat.MediaFile;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files in a message that were uploaded to Parley: the message has Parley's id where WhatsApp
/// expects its own. The sender uploads the files to WhatsApp, and replaces Parley's ids with
/// WhatsApp's.
public final class UploadedFiles {
  /// A placeholder that is not an id, but passes the checks for one.
  static final String NO_ID = "med_";

  private static final Pattern ID = Pattern.compile(MediaFile.ID);
  private static final String ID_FIELD = "id";

  private final Map<String, MediaFile> files;

  private UploadedFiles(Map<String, MediaFile> files) {
    this.files = files;
  }

  /// Whether a text is an id of Parley.
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /// Calls `each` for every object of a message that names a file of Parley.
  ///
  /// @param payload the message in WhatsApp's shape
  /// @param each receives the object with the `id`, and may change it
  public static void forEach(ObjectNode payload, Consumer<ObjectNode> each) {
    visit(payload, "", "", (object, _, _) -> each.accept(object));
  }

  private interface Visitor {
    void visit(ObjectNode object, String kind, String path);
  }

  /// @param kind the name of the object, which is the type of the file in WhatsApp
  private static void visit(JsonNode node, String kind, String path, Visitor visitor) {
    if (node instanceof ObjectNode object) {
      if (object.path(ID_FIELD).asText("").startsWith(NO_ID) && CloudMessage.FILES.contains(kind)) {
        visitor.visit(object, kind, path);
      }
      object
          .properties()
          .forEach(field ->
              visit(
                  field.getValue(),
                  field.getKey(),
                  path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                  visitor));
    } else {
      for (int i = 0; i < node.size(); i++) {
        visit(node.path(i), kind, "%s[%d]".formatted(path, i), visitor);
      }
    }
  }

  /// Finds the files in a message.
  ///
  /// @param complaints receives problems of the files
  static UploadedFiles in(ObjectNode message, FileBook book, Complaints complaints) {
    Map<String, MediaFile> files = new HashMap<>();
    visit(
        message,
        "",
        "",
        (object, kind, path) -> {
          String id = object.path(ID_FIELD).textValue();
          @Nullable MediaFile file =
              book.check(id, kind, problem -> complaints.wrong(path + "." + ID_FIELD, problem));
          if (file != null) {
            files.put(id, file);
          }
        });
    return new UploadedFiles(files);
  }

  /// Gives a document the name of its file, unless the message has another name.
  void nameDocument(String type, ObjectNode message) {
    MediaFile file = file(type, message);
    if (type.equals("document")
        && file != null
        && file.name() != null
        && message.path(type) instanceof ObjectNode document
        && !document.has("filename")) {
      document.put("filename", file.name());
    }
  }

  /// The content with its file.
  Content shownIn(Content content, String type, ObjectNode message) {
    MediaFile file = file(type, message);
    return file == null ? content : content.with(file);
  }

  private @Nullable MediaFile file(String type, ObjectNode message) {
    return files.get(message.path(type).path(ID_FIELD).asText(""));
  }
}
