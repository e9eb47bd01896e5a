package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the rules of one step share: the ledger, the time, and what the step has changed so far.
///
/// Used by one thread.
final class StepState {
  final ChatLedger ledger;
  final Outbox outbox;
  final IncomingFiles files;
  final Identities identities;
  final Instant now;
  private final List<Change> changes = new ArrayList<>();
  private final List<AgentDay> measured = new ArrayList<>();

  StepState(ChatLedger ledger, Outbox outbox, IncomingFiles files, Instant now) {
    this.ledger = ledger;
    this.outbox = outbox;
    this.files = files;
    this.identities = new Identities(ledger);
    this.now = now;
  }

  /// What the step changed, in order.
  List<Change> changes() {
    return List.copyOf(changes);
  }

  /// What the step is counted as.
  List<AgentDay> measured() {
    return List.copyOf(measured);
  }

  /// Counts something.
  void measure(AgentDay one) {
    measured.add(one);
  }

  /// Notes a change, to be told after the commit.
  void tell(Change change) {
    changes.add(change);
  }

  /// The number that the next change will have.
  long rev() {
    return ledger.lastChange() + changes.size() + 1;
  }

  /// The summary of a chat; an empty one where there is no such chat yet.
  ChatSummary summary(WaId chat) {
    return ledger.summary(chat).orElseGet(() -> ChatSummary.empty(chat));
  }

  /// Writes a message that is there, and what its chat counts of it.
  void update(Message before, Message after) {
    ledger.update(after);
    count(before, after);
  }

  /// The same, and WhatsApp's id of it.
  void identify(Message before, Message after) {
    ledger.identify(after);
    count(before, after);
  }

  private void count(Message before, Message after) {
    ledger.save(summary(after.chat()).changed(before, after));
    if (before.isPending() && !after.isPending()) {
      outbox.statusKnown(after);
    }
  }

  /// Has the file of a message fetched, where it has one that waits.
  void fetchFile(Message message) {
    MediaFile file = message.body().file();
    if (file != null && file.status() == MediaFile.Status.WAITING) {
      files.wanted(message, file);
    }
  }

  /// Writes a message whose body is another now, and tells it.
  void amend(Message before, Message changed) {
    Message after = changed.as(rev());
    update(before, after);
    tell(new Change.MessageAmended(after));
  }
}
