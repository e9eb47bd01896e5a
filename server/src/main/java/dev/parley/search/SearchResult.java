package dev.parley.search;

import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of a search.
///
/// @param hits the messages, the newest first; those that are found with a typing error follow the
///   others
/// @param contacts the contacts, on the first page of a search in all messages; otherwise empty
/// @param total the number of messages that match; see `exact`
/// @param exact false if there are more than `total`, or the search ran out of time
/// @param indexing the approximate share of indexed messages, 0 to 1, while the index is being
///   built; null once it is complete
/// @param next the position at which the next page begins; null on the last page
public record SearchResult(
    List<Hit> hits,
    List<Contact> contacts,
    long total,
    boolean exact,
    @Nullable Double indexing,
    SearchRequest.@Nullable PageEnd next) {
  public SearchResult {
    hits = List.copyOf(hits);
    contacts = List.copyOf(contacts);
  }

  /// A message that was found.
  ///
  /// @param snippet the part of its text that matches
  public record Hit(Message message, List<Fragment> snippet) {
    public Hit {
      snippet = List.copyOf(snippet);
    }
  }

  /// A piece of a snippet, as plain text.
  ///
  /// @param matched whether the query matches this piece
  public record Fragment(String text, boolean matched) {}

  /// An empty result.
  static SearchResult nothing(@Nullable Double indexing) {
    return new SearchResult(List.of(), List.of(), 0, true, indexing, null);
  }
}
