package dev.parley.chat;

import java.time.Instant;
import java.util.List;

/// What was said of a message before it came, or before the name was known under which it was said:
/// the statuses and amendments that wait under its names.
///
/// Used by one thread.
final class EarlyNews {
  /// Of what waits for one message: more only comes from somebody who wants to hold up the store.
  private static final int MOST_AMENDMENTS = 4_096;

  private final ChatLedger ledger;
  private final List<MessageId> names;
  private final List<StatusReport> reports;
  private final List<Amendment> amendments;

  private EarlyNews(
      ChatLedger ledger,
      List<MessageId> names,
      List<StatusReport> reports,
      List<Amendment> amendments) {
    this.ledger = ledger;
    this.names = names;
    this.reports = reports;
    this.amendments = amendments;
  }

  /// What waits for a message that may be called by any of these names.
  static EarlyNews of(ChatLedger ledger, List<MessageId> names) {
    if (!ledger.isAwaited(names)) {
      return new EarlyNews(ledger, names, List.of(), List.of());
    }
    return new EarlyNews(
        ledger,
        names,
        names.stream().flatMap(name -> ledger.reportsFor(name).stream()).toList(),
        names.stream()
            .flatMap(name -> ledger.amendmentsOf(name, MOST_AMENDMENTS).stream())
            .toList());
  }

  /// The message with all of it.
  ///
  /// @param addresses of its customer, the one that holds last; amendments may be from a time at
  ///   which another one held
  Message applyTo(Message message, List<WaId> addresses, Instant now) {
    if (reports.isEmpty() && amendments.isEmpty()) {
      return message;
    }
    Delivery delivery = message.delivery();
    for (StatusReport report : reports) {
      delivery = delivery.after(report);
    }
    WaId author = addresses.getLast();
    WaId chat = message.chat();
    List<Amendment> ofAuthor =
        amendments.stream()
            .map(it -> addresses.contains(it.chat()) ? it.moved(addresses, author, chat) : it)
            .toList();
    return Amendment.applyAll(message.with(delivery, now), ofAuthor, author.value(), now);
  }

  /// Forgets the statuses, which are applied. Amendments stay: they may be taken back.
  void forgetReports() {
    if (!reports.isEmpty()) {
      names.forEach(ledger::forgetReportsFor);
    }
  }
}
