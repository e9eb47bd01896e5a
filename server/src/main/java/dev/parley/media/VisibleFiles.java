package dev.parley.media;

import dev.parley.access.Principal;
import dev.parley.access.Sender;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.MediaFile;
import dev.parley.chat.VisibleHistory;
import dev.parley.outgoing.FileBook;
import java.util.Optional;
import java.util.Set;

/// Decides which files a caller may read and send by id: files that arrived in a chat that the
/// caller sees, and files that the caller uploaded. A caller that sees every chat may use all
/// files. A file that somebody else uploaded is read by the link in the message that shows it.
///
/// Every method blocks. Safe for use by many threads.
public final class VisibleFiles {
  private final MediaLibrary library;
  private final ChatHistory history;

  /// @param history gives access to the chats
  public VisibleFiles(MediaLibrary library, ChatHistory history) {
    this.library = library;
    this.history = history;
  }

  /// The description of a file; empty if there is no file with this id that the caller may read.
  public Optional<MediaFile> find(Principal caller, String id) {
    return library.record(id).filter(it -> isVisible(caller, it)).map(MediaRecord::file);
  }

  /// The files that the caller may send.
  public FileBook sentBy(Principal caller) {
    if (caller.chats().areAll()) {
      return library;
    }
    return (id, kind, problem) ->
        find(caller, id).isPresent()
            ? library.check(id, kind, problem)
            : FileBook.EMPTY.check(id, kind, problem);
  }

  private boolean isVisible(Principal caller, MediaRecord record) {
    if (caller.chats().areAll()) {
      return true;
    }
    if (record.chat() != null) {
      return !VisibleHistory.visible(history, caller.chats(), Set.of(record.chat())).isEmpty();
    }
    Sender sender = caller.sender();
    return sender != null && sender.id().equals(record.uploadedBy());
  }
}
