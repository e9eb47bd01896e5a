package dev.parley.search;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.Position;
import dev.parley.chat.Contact;
import dev.parley.chat.Message;
import dev.parley.chat.MessageBatch;
import dev.parley.chat.StreamPosition;
import dev.parley.search.IndexCheckpoint.Phase;
import java.io.IOException;
import java.util.List;

/// Builds the index from everything that is stored, part by part. Used by the indexer's thread.
final class IndexBuilder {
  private static final int MESSAGES = 500;
  private static final int CONTACTS = 500;

  /// The highest progress that is shown before the index is complete.
  private static final double MOST_PROGRESS = 0.99;

  private final ChatHistory history;
  private final IndexMonitor monitor;

  IndexBuilder(ChatHistory history, IndexMonitor monitor) {
    this.history = history;
    this.monitor = monitor;
  }

  /// Indexes the next part.
  ///
  /// @throws dev.parley.chat.Refusal if the store cannot be read; the part can be indexed again
  void indexNext(LuceneIndex index, IndexCommitter commits) throws IOException {
    IndexCheckpoint checkpoint = commits.checkpoint();
    StreamPosition position = checkpoint.position();
    if (position == null) {
      // The position is taken before anything is read, so that later changes are read from the log.
      position = history.position();
      index.clear();
      int contacts = putContacts(index);
      if (!monitor.isClosed()) { // otherwise contacts are missing: the next process begins again
        commits.advance(new IndexCheckpoint(position, Phase.BUILDING, null), contacts);
      }
      return;
    }
    MessageBatch batch = history.everyMessage(checkpoint.rest(), MESSAGES);
    for (Message message : batch.messages()) {
      index.put(message, false);
    }
    int count = batch.messages().size();
    if (batch.rest() == null) {
      commits.advance(new IndexCheckpoint(position, Phase.FOLLOWING, null), count);
    } else {
      commits.advance(new IndexCheckpoint(position, Phase.BUILDING, batch.rest()), count);
      monitor.show(Math.min(MOST_PROGRESS, batch.done()));
    }
  }

  private int putContacts(LuceneIndex index) throws IOException {
    int count = 0;
    List<Contact> page = history.contacts((Position) null, CONTACTS);
    while (!page.isEmpty() && !monitor.isClosed()) {
      for (Contact contact : page) {
        index.put(contact);
      }
      count += page.size();
      Contact last = page.getLast();
      page = history.contacts(new Position(last.lastSeen(), last.waId()), CONTACTS);
    }
    return count;
  }
}
