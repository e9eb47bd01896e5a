package dev.parley.upkeep;

import dev.parley.chat.Conversations;
import dev.parley.chat.Refusal;
import dev.parley.chat.Teamwork;
import dev.parley.config.ParleyConfig;
import dev.parley.health.Fenced;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every few seconds: marks silent contacts as offline, opens chats whose snooze has ended,
/// continues to join chats of the same person, and removes old changes. Several processes may do so
/// on one database: each action happens once.
public final class Expiry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
  private static final long SECONDS = 5;

  private final Conversations conversations;
  private final Teamwork teamwork;
  private final Duration presence;
  private final ParleyConfig.Changes changes;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("expiry").factory());

  /// @param presence the time after which a contact without activity is marked as offline
  public Expiry(
      Conversations conversations,
      Teamwork teamwork,
      Duration presence,
      ParleyConfig.Changes changes) {
    this.conversations = conversations;
    this.teamwork = teamwork;
    this.presence = presence;
    this.changes = changes;
    // The future is not needed: the task never fails, and ends with the timer.
    var _ =
        timer.scheduleWithFixedDelay(
            new Fenced("expiry", this::expire), SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  private void expire() {
    try {
      teamwork.wake();
      conversations.expire(presence);
      conversations.forgetChanges(changes.age(), changes.count());
      conversations.joinChats();
    } catch (Refusal unavailable) {
      LOG.atDebug().addKeyValue("code", unavailable.code()).log("expiry was postponed");
    }
  }

  @Override
  public void close() {
    timer.close();
  }
}
