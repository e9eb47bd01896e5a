package dev.parley.outbox;

import dev.parley.chat.Commit;
import dev.parley.chat.Failure;
import dev.parley.stream.Subscriber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The senders of all numbers of the business, as one part. Safe for use by many threads.
public final class Senders implements Subscriber, AutoCloseable {
  private final Map<String, Sender> byNumber;

  /// @param byNumber the senders by WhatsApp's id of the number, in the order of the numbers
  public Senders(Map<String, Sender> byNumber) {
    this.byNumber = new LinkedHashMap<>(byNumber);
  }

  /// The numbers that do not send, and why, in words for the person who can fix it; empty if all
  /// send.
  ///
  /// @return the reasons by WhatsApp's id of the number, in the order of the numbers
  public Map<String, Failure> stopped() {
    Map<String, Failure> stopped = new LinkedHashMap<>();
    byNumber.forEach(
        (number, sender) -> sender.stopped().ifPresent(reason -> stopped.put(number, reason)));
    return stopped;
  }

  /// The number of messages under way.
  public int underWay() {
    return byNumber.values().stream().mapToInt(Sender::underWay).sum();
  }

  /// Starts to send.
  public void start() {
    byNumber.values().forEach(Sender::start);
  }

  @Override
  public void accept(Commit commit) {
    byNumber.values().forEach(sender -> sender.accept(commit));
  }

  @Override
  public void startOver() {
    byNumber.values().forEach(Sender::startOver);
  }

  /// Stops sending, and waits for messages under way: for all numbers in parallel, and as long as
  /// [Sender#close] does.
  @Override
  public void close() {
    List<Thread> closing =
        byNumber.values().stream()
            .map(sender -> Thread.ofVirtual().name("closing sender").start(sender::close))
            .toList();
    try {
      for (Thread thread : closing) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
