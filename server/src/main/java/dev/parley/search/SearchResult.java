package dev.parley.search;

import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was found.
///
/// @param hits the newest first; those that are found with a typing error follow the others
/// @param contacts on the first page of a search in all messages; else empty
/// @param total how many messages match; see `exact`
/// @param exact false if there are more than `total`, or the search ran out of time
/// @param indexing about what part of the messages is indexed, 0 to 1, while the index is being
///   built; null once it is complete
/// @param next where the next page begins; null on the last
public record SearchResult(
    List<Hit> hits,
    List<Contact> contacts,
    long total,
    boolean exact,
    @Nullable Double indexing,
    SearchRequest.@Nullable Place next) {
  public SearchResult {
    hits = List.copyOf(hits);
    contacts = List.copyOf(contacts);
  }

  /// A message.
  ///
  /// @param snippet the part of its text that matches
  public record Hit(Message message, List<Fragment> snippet) {
    public Hit {
      snippet = List.copyOf(snippet);
    }
  }

  /// A piece of a snippet, as plain text.
  ///
  /// @param matched whether it is what was looked for
  public record Fragment(String text, boolean matched) {}

  /// Nothing.
  static SearchResult nothing(@Nullable Double indexing) {
    return new SearchResult(List.of(), List.of(), 0, true, indexing, null);
  }
}
