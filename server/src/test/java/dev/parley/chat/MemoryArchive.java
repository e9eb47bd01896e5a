package dev.parley.chat;

import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.Keeping;
import dev.parley.chat.archive.Kept;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The archive of a [MemoryChatStore], for tests of what carries. Not to be used while steps run.
public final class MemoryArchive implements ChatArchive {
  private final MemoryLedger ledger;

  MemoryArchive(MemoryLedger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Stream<Kept> read(Kept.Kind kind) {
    return all(kind).toList().stream(); // else the first that is asked for would bring them all
  }

  private Stream<Kept> all(Kept.Kind kind) {
    return switch (kind) {
      case CONTACT ->
          ledger.contacts.values().stream()
              .sorted(Comparator.comparing(contact -> contact.waId().value()))
              .map(Kept.OfContact::new);
      case IDENTITY ->
          ledger.addresses.entrySet().stream()
              .sorted(Comparator.comparing(entry -> entry.getKey().value()))
              .map(entry -> new Kept.OfIdentity(entry.getKey(), entry.getValue()));
      case AMENDMENT ->
          byMessage(ledger.amendments).flatMap(List::stream).map(Kept.OfAmendment::new);
      case EARLY_STATUS ->
          byMessage(ledger.waiting)
              .flatMap(reports -> reports.values().stream())
              .map(waiting -> new Kept.OfStatus(waiting.report(), waiting.receivedAt()));
      case UNPROCESSED -> ledger.unprocessed.values().stream().map(Kept.OfUnprocessed::new);
      case SHARED ->
          ledger.shared.values().stream()
              .sorted(Comparator.comparing(SharedRecord::kind).thenComparing(SharedRecord::id))
              .map(Kept.OfShared::new);
      case CHAT_STATE ->
          ledger.summaries.values().stream()
              .filter(it -> !it.state().equals(ChatState.NEW))
              .sorted(Comparator.comparing(it -> it.waId().value()))
              .map(it -> new Kept.OfChatState(it.waId(), it.state()));
      case STATISTICS -> ledger.statistics.values().stream().map(Kept.OfStatistics::new);
      case NOTE -> ledger.notes.values().stream().map(Kept.OfNote::new);
      case MESSAGE ->
          ledger.messages.values().stream()
              .sorted(
                  Comparator.comparing((Message message) -> message.chat().value())
                      .thenComparingLong(Message::seq))
              .map(message -> new Kept.OfMessage(message, ledger.webhookData.get(message.id())));
    };
  }

  private static <V> Stream<V> byMessage(Map<MessageId, V> map) {
    return map.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().value()))
        .map(Map.Entry::getValue);
  }

  @Override
  public long size(Kept.Kind kind) {
    return read(kind).count();
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public boolean isEmpty() {
    return Stream.of(Kept.Kind.values()).allMatch(kind -> size(kind) == 0);
  }

  @Override
  public Keeping.Outcome compare(List<Kept> batch) {
    return new Keeping(ledger).compare(batch);
  }

  @Override
  public Keeping.Outcome keep(List<Kept> batch) {
    try {
      Keeping.Outcome outcome = new Keeping(ledger).keep(batch);
      ledger.commit();
      return outcome;
    } finally {
      ledger.rollback();
    }
  }

  @Override
  public void close() {}
}
