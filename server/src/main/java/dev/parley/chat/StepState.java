package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The state that the rules of one step share: the ledger, the time, and the changes of the step so
/// far.
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
    this.identities = new Identities(ledger, now);
    this.now = now;
  }

  /// The changes of the step, in order.
  List<Change> changes() {
    return List.copyOf(changes);
  }

  /// The measurements of the step.
  List<AgentDay> measured() {
    return List.copyOf(measured);
  }

  /// Adds a measurement.
  void measure(AgentDay one) {
    measured.add(one);
  }

  /// Adds a change, which is published after the commit.
  void tell(Change change) {
    changes.add(change);
  }

  /// The number that the next change will have.
  long rev() {
    return ledger.lastChange() + changes.size() + 1;
  }

  /// The summary of a chat; an empty one if there is no such chat yet.
  ChatSummary summary(WaId chat) {
    return ledger.summary(chat).orElseGet(() -> ChatSummary.empty(chat));
  }

  /// Writes a stored message, and updates the counts of its chat.
  void update(Message before, Message after) {
    ledger.update(after);
    count(before, after);
  }

  /// Writes a stored message with WhatsApp's id of it, and updates the counts of its chat.
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

  /// Requests the file of a message, if it has one that waits to be fetched.
  void fetchFile(Message message) {
    MediaFile file = message.body().file();
    if (file != null && file.status() == MediaFile.Status.WAITING) {
      files.wanted(message, file);
    }
  }

  /// Writes a message with a changed body, and adds the change.
  void amend(Message before, Message changed) {
    Message after = changed.as(rev());
    update(before, after);
    tell(new Change.MessageAmended(after));
  }
}
