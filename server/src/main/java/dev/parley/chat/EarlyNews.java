package dev.parley.chat;

import java.time.Instant;
import java.util.List;

/// The statuses and amendments that arrived before their message, or before Parley knew the id that
/// they use for it. They wait under the ids of the message.
///
/// Used by one thread.
final class EarlyNews {
  /// The maximum number of amendments that are applied to one message. Only an attacker who wants
  /// to slow down the store sends more.
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

  /// The statuses and amendments that wait for a message.
  ///
  /// @param names all ids under which they may refer to the message
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

  /// The message after all these statuses and amendments.
  ///
  /// @param addresses all addresses of its customer, the current one last; amendments may use an
  ///   earlier one
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

  /// Removes the statuses, which are now part of the message. Amendments stay, because a customer
  /// can withdraw one, for example a reaction.
  void forgetReports() {
    if (!reports.isEmpty()) {
      names.forEach(ledger::forgetReportsFor);
    }
  }
}
