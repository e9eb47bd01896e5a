package dev.parley.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.chat.Contact;
import dev.parley.chat.Quotes;
import dev.parley.search.SearchResult;
import java.io.IOException;

/// The results of a search, as clients see them.
///
/// ```json
/// {"messages": [{"message": {}, "snippet": [["Your ", false], ["order", true], [" is ready", false]]}],
///  "contacts": [], "total": 1, "total_exact": true, "took_ms": 3}
/// ```
///
/// While the index is being built, `"indexing": 0.42` is the approximate part of the messages that
/// is indexed.
public final class SearchJson {
  private SearchJson() {}

  /// Writes `result`.
  ///
  /// @param quotes the messages that its messages quote
  public static void write(
      JsonGenerator json, SearchResult result, Quotes quotes, FileLinks links, long tookMillis)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("messages");
    for (SearchResult.Hit hit : result.hits()) {
      json.writeStartObject();
      json.writeFieldName("message");
      MessageJson.write(json, hit.message(), quotes, links);
      json.writeArrayFieldStart("snippet");
      for (SearchResult.Fragment fragment : hit.snippet()) {
        json.writeStartArray();
        json.writeString(fragment.text());
        json.writeBoolean(fragment.matched());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("contacts");
    for (Contact contact : result.contacts()) {
      ContactJson.write(json, contact);
    }
    json.writeEndArray();
    json.writeNumberField("total", result.total());
    json.writeBooleanField("total_exact", result.exact());
    json.writeNumberField("took_ms", tookMillis);
    if (result.indexing() != null) {
      json.writeNumberField("indexing", result.indexing());
    }
    json.writeEndObject();
  }
}
