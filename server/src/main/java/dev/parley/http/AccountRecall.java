package dev.parley.http;

import dev.parley.chat.ChatHistory;
import dev.parley.chat.ChatHistory.UnprocessedHead;
import dev.parley.chat.Refusal;
import dev.parley.whatsapp.webhook.Parsed;
import dev.parley.whatsapp.webhook.WebhookParser;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// After a start, passes earlier reports to [AccountNews]: those in the newest 500 routine webhook
/// bodies that the store keeps. Works on a separate thread; nothing waits for it.
public final class AccountRecall implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccountRecall.class);
  private static final int MOST = 500;
  private static final int PAGE = 200;

  private final ChatHistory stored;
  private final WebhookParser parser;
  private final AccountNews news;
  private final Thread thread;
  private volatile boolean closed;

  /// Begins to read the bodies.
  public AccountRecall(ChatHistory stored, WebhookParser parser, AccountNews news) {
    this.stored = stored;
    this.parser = parser;
    this.news = news;
    this.thread = Thread.ofVirtual().name("account-recall").unstarted(this::run);
    thread.start();
  }

  private void run() {
    try {
      for (long number : newestRoutine()) {
        if (closed) {
          return;
        }
        stored.unprocessed(number).ifPresent(this::recall);
      }
    } catch (Refusal unavailable) {
      LOG.atInfo()
          .addKeyValue("code", unavailable.code())
          .log("earlier reports of WhatsApp about the account could not be read");
    } catch (RuntimeException fault) {
      LOG.atError().setCause(fault).log("reading earlier reports of WhatsApp failed");
    }
  }

  private Deque<Long> newestRoutine() {
    Deque<Long> newest = new ArrayDeque<>();
    List<UnprocessedHead> page = stored.unprocessedHeads(0, PAGE);
    while (!page.isEmpty() && !closed) {
      for (UnprocessedHead head : page) {
        if (head.routine()) {
          newest.addLast(head.number());
          if (newest.size() > MOST) {
            newest.removeFirst();
          }
        }
      }
      page = stored.unprocessedHeads(page.getLast().number(), PAGE);
    }
    return newest;
  }

  private void recall(ChatHistory.KeptUnprocessed entry) {
    if (parser.parse(entry.what().body(), entry.lastAt(), null)
        instanceof Parsed.Understood(_, var reports)) {
      reports.forEach(news::note);
    }
  }

  /// Stops reading, and waits until it has stopped.
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
