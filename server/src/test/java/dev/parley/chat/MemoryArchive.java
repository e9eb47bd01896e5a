package dev.parley.chat;

import dev.parley.chat.archive.ArchivedRecord;
import dev.parley.chat.archive.ChatArchive;
import dev.parley.chat.archive.RecordImporter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The archive of a [MemoryChatStore], for tests of transfers. Must not be used while steps run.
public final class MemoryArchive implements ChatArchive {
  private final MemoryLedger ledger;

  MemoryArchive(MemoryLedger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Stream<ArchivedRecord> read(ArchivedRecord.Kind kind) {
    return all(kind).toList().stream(); // otherwise the first kind would return all records
  }

  private Stream<ArchivedRecord> all(ArchivedRecord.Kind kind) {
    return switch (kind) {
      case CONTACT ->
          ledger.contacts.values().stream()
              .sorted(Comparator.comparing(contact -> contact.waId().value()))
              .map(ArchivedRecord.OfContact::new);
      case IDENTITY ->
          ledger.aliases.values().stream()
              .sorted(Comparator.comparing(alias -> alias.id().value()))
              .map(ArchivedRecord.OfIdentity::new);
      case AMENDMENT ->
          byMessage(ledger.amendments).flatMap(List::stream).map(ArchivedRecord.OfAmendment::new);
      case EARLY_STATUS ->
          byMessage(ledger.waiting)
              .flatMap(reports -> reports.values().stream())
              .map(waiting -> new ArchivedRecord.OfStatus(waiting.report(), waiting.receivedAt()));
      case UNPROCESSED ->
          ledger.unprocessed.values().stream().map(ArchivedRecord.OfUnprocessed::new);
      case SHARED ->
          ledger.shared.values().stream()
              .sorted(Comparator.comparing(SharedRecord::kind).thenComparing(SharedRecord::id))
              .map(ArchivedRecord.OfShared::new);
      case CHAT_STATE ->
          ledger.summaries.values().stream()
              .filter(it -> !it.state().equals(ChatState.NEW))
              .sorted(Comparator.comparing(it -> it.waId().value()))
              .map(it -> new ArchivedRecord.OfChatState(it.waId(), it.state()));
      case STATISTICS -> ledger.statistics.values().stream().map(ArchivedRecord.OfStatistics::new);
      case NOTE -> ledger.notes.values().stream().map(ArchivedRecord.OfNote::new);
      case MESSAGE ->
          ledger.messages.values().stream()
              .sorted(
                  Comparator.comparing((Message message) -> message.chat().value())
                      .thenComparingLong(Message::seq))
              .map(message ->
                  new ArchivedRecord.OfMessage(message, ledger.webhookData.get(message.id())));
    };
  }

  private static <V> Stream<V> byMessage(Map<MessageId, V> map) {
    return map.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().value()))
        .map(Map.Entry::getValue);
  }

  @Override
  public long size(ArchivedRecord.Kind kind) {
    return read(kind).count();
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public boolean isEmpty() {
    return Stream.of(ArchivedRecord.Kind.values()).allMatch(kind -> size(kind) == 0);
  }

  @Override
  public RecordImporter.Outcome compare(List<ArchivedRecord> batch) {
    return new RecordImporter(ledger).compare(batch);
  }

  @Override
  public RecordImporter.Outcome keep(List<ArchivedRecord> batch) {
    try {
      RecordImporter.Outcome outcome = new RecordImporter(ledger).keep(batch);
      ledger.commit();
      return outcome;
    } finally {
      ledger.rollback();
    }
  }

  @Override
  public void close() {}
}
