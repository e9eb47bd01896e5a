package dev.parley.chat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The rules for removing data for good, because a person is erased or because the data is too old.
/// Part of [ChatRules]. Every method does as much work as fits into one step. Another call
/// continues with the data that is left.
///
/// Used by one thread.
public final class ErasureRules {
  // The maximum number of messages that one step removes. A step blocks all others, so it works for
  // some milliseconds only and leaves the rest.
  private static final int MOST_MESSAGES = 100;

  private static final int MOST_RECEIPTS = 1_000;

  private final StepState state;
  private final ChatLedger ledger;

  ErasureRules(StepState state) {
    this.state = state;
    this.ledger = state.ledger;
  }

  /// Begins an erasure. If the store already holds [#MOST_RECEIPTS] erasures, removes the oldest
  /// completed one.
  public void begin(Erasure erasure) {
    List<SharedRecord> all = ledger.shared(SharedRecord.Kind.ERASURE);
    if (all.size() >= MOST_RECEIPTS) {
      all.stream()
          .map(Erasure::of)
          .filter(Erasure::isDone)
          .min((one, other) -> one.requestedAt().compareTo(other.requestedAt()))
          .ifPresent(it -> ledger.remove(SharedRecord.Kind.ERASURE, it.id()));
    }
    ledger.save(erasure.asRecord());
  }

  /// Changes an erasure.
  ///
  /// @return the erasure after the change; empty if there is none with this id
  public Optional<Erasure> change(String id, UnaryOperator<Erasure> change) {
    Optional<Erasure> found = ledger.shared(SharedRecord.Kind.ERASURE, id).map(Erasure::of);
    return found.map(before -> {
      Erasure after = change.apply(before);
      if (!after.equals(before)) {
        ledger.save(after.asRecord());
      }
      return after;
    });
  }

  /// Removes the next messages of a chat, and the chat itself after its last message.
  ///
  /// @param erasure the id of the erasure, which counts the removed messages and lists the files to
  ///   delete
  /// @param before only messages that were written before this time; null: all
  /// @return whether there may be more
  public boolean eraseMessages(String erasure, WaId chat, @Nullable Instant before) {
    Erasure receipt =
        ledger
            .shared(SharedRecord.Kind.ERASURE, erasure)
            .map(Erasure::of)
            .orElseGet(() -> Erasure.ofOld(state.now));
    List<Message> oldest = ledger.oldest(chat, before, MOST_MESSAGES);
    List<String> bytes = new ArrayList<>();
    ChatSummary summary = state.summary(chat);
    for (Message message : oldest) {
      ledger.erase(message, MessageFinder.names(message));
      state.outbox.erased(message);
      forgetFile(message, bytes);
      summary = summary.without(message);
    }
    receipt =
        receipt
            .with(bytes)
            .plus(Erasure.Thing.FILES, bytes.size())
            .plus(Erasure.Thing.MESSAGES, oldest.size());
    if (!oldest.isEmpty() && before != null) {
      state.tell(
          new Change.Removed(
              Change.Removed.Kind.MESSAGE,
              chat,
              oldest.stream().map(it -> it.id().value()).toList()));
    }
    // The chat is removed with its last message: no chat may ever be without messages.
    Optional<Message> newest = ledger.newest(chat);
    if (newest.isEmpty()) {
      if (!oldest.isEmpty() || ledger.summary(chat).isPresent()) {
        ledger.save(eraseChat(receipt, chat).asRecord());
      }
      return false;
    }
    if (!oldest.isEmpty()) {
      ledger.save(summary.endingWith(newest.get()));
      ledger.save(receipt.asRecord());
    }
    return oldest.size() == MOST_MESSAGES;
  }

  /// Whether an erasure is about to delete these bytes. Until they are deleted, no other file
  /// record may refer to them.
  ///
  /// @param sha256 the SHA-256 of the bytes, in hexadecimal digits
  public boolean removes(String sha256) {
    return ledger.shared(SharedRecord.Kind.ERASURE).stream()
        .anyMatch(it -> Erasure.of(it).bytes().contains(sha256));
  }

  /// Orders the deletion of bytes to which no file record refers, because the person was erased
  /// during the download.
  ///
  /// @param sha256 the SHA-256 of the bytes, in hexadecimal digits
  public void remove(String sha256) {
    Erasure old =
        ledger
            .shared(SharedRecord.Kind.ERASURE, Erasure.RETENTION)
            .map(Erasure::of)
            .orElseGet(() -> Erasure.ofOld(state.now));
    if (!old.bytes().contains(sha256)) {
      ledger.save(old.with(List.of(sha256)).asRecord());
    }
  }

  /// Removes one of two copies of a message, and its file unless another message shows it.
  ///
  /// @param names the ids of reports and amendments that are removed as well
  void removeCopy(Message copy, List<MessageId> names) {
    ledger.erase(copy, names);
    state.outbox.erased(copy);
    List<String> bytes = new ArrayList<>();
    forgetFile(copy, bytes);
    bytes.forEach(this::remove);
  }

  private void forgetFile(Message message, List<String> bytes) {
    MediaFile file = message.body().file();
    if (file != null && !ledger.shows(file.id())) {
      String unused = state.files.forget(file.id());
      if (unused != null) {
        bytes.add(unused);
      }
    }
  }

  private Erasure eraseChat(Erasure receipt, WaId chat) {
    int notes = ledger.notes(chat, Note.MOST).size();
    ChatState old = state.summary(chat).state();
    if (old.assignee() != null || old.team() != null) { // notify the callers that saw it
      state.tell(new Change.ChatUpdated(chat, Answerers.of(old)));
    }
    ledger.eraseChat(chat);
    state.outbox.erased(chat);
    state.tell(Change.Removed.chat(chat));
    return receipt.plus(Erasure.Thing.CHATS, 1).plus(Erasure.Thing.NOTES, notes);
  }

  /// Removes the contacts with these addresses, and the user ids that lead to them. The chats must
  /// have been removed before.
  ///
  /// @param addresses all addresses of the person
  /// @return false if the person has a chat, because they wrote meanwhile: then nothing is removed
  public boolean erasePerson(String erasure, Collection<WaId> addresses) {
    if (addresses.stream().anyMatch(it -> ledger.summary(it).isPresent())) {
      return false;
    }
    for (WaId address : addresses) {
      boolean known = ledger.contact(address).isPresent();
      ledger.erasePerson(address);
      state.outbox.erased(address); // reactions of a chat that was joined with another one
      ledger.remove(SharedRecord.Kind.JOIN, JoinRules.id(address));
      if (known) {
        state.tell(new Change.Removed(Change.Removed.Kind.CONTACT, address, List.of()));
        change(erasure, it -> it.plus(Erasure.Thing.CONTACTS, 1));
      }
    }
    return true;
  }

  /// Rewrites entries of the log of changes without the erased objects.
  ///
  /// @param changes the new entries; each replaces the entry with the same last number, see
  ///   [ChangeReference]
  public void rewrite(String erasure, List<ChangeLog.Entry> changes) {
    changes.forEach(it -> ledger.rewriteChanges(it.last(), it.changes()));
    change(erasure, it -> it.plus(Erasure.Thing.CHANGES, changes.size()));
  }
}
