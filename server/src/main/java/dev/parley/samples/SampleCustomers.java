package dev.parley.samples;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.chat.ChatHistory;
import dev.parley.chat.Direction;
import dev.parley.chat.Message;
import dev.parley.chat.Refusal;
import dev.parley.chat.Status;
import dev.parley.samples.SampleChats.Added;
import dev.parley.samples.SampleChats.Inbox;
import dev.parley.samples.SampleChats.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The simulated customers of the sample conversations. On request they write for ten minutes and
/// reply to answers. Messages to them become delivered and read. This is for trying Parley out
/// without sending anything to WhatsApp.
///
/// Safe for use by many threads. Methods block while they write; nothing runs until [#start].
public final class SampleCustomers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SampleCustomers.class);

  private static final Duration SHIFT = Duration.ofMinutes(10);
  private static final long TICK_MILLIS = 1_000;

  /// The number of ticks after which the next customer writes.
  private static final int PAUSE_TICKS = 7;

  private static final Duration DELIVERED = Duration.ofSeconds(1);
  private static final Duration READ = Duration.ofSeconds(3);
  private static final Duration ANSWERED = Duration.ofSeconds(6);

  private static final List<String> QUESTIONS =
      List.of(
          "Hi, are you open on Sunday?",
          "Could you send me the invoice again?",
          "Is the blue one back in stock?",
          "I would like to change the delivery address.",
          "How long does the repair take?",
          "Do you have a table for four tonight?",
          "The parcel arrived, thank you!",
          "Can I pay by card when I pick it up?",
          "Do you ship to Norway?");

  private static final List<String> ANSWERS =
      List.of(
          "Great, thank you!",
          "Perfect 👍",
          "Good to know. One more question: until when?",
          "Thanks for the quick answer.",
          "That helps a lot.",
          "All right, see you then.",
          "I will tell my sister, she was asking too.");

  private final Inbox inbox;
  private final ChatHistory history;
  private final Clock clock;
  private final RandomGenerator random;

  private @Nullable ScheduledExecutorService timer;
  private @Nullable Instant until;
  private boolean closed;
  private int ticks;

  // The texts come in turn, so that a customer does not repeat one soon. The number of questions
  // has no divisor in common with that of customers: every customer asks all of them.
  private int questions;
  private int answers;

  /// @param history the store from which the chats of the customers are read
  public SampleCustomers(Inbox inbox, ChatHistory history, Clock clock, RandomGenerator random) {
    this.inbox = inbox;
    this.history = history;
    this.clock = clock;
    this.random = random;
  }

  /// Adds the sample conversations; a second call adds nothing.
  public Added fill() {
    return SampleChats.addTo(inbox, clock.instant());
  }

  /// Lets the customers write for ten minutes; another call starts the ten minutes again.
  ///
  /// @return the time at which the customers stop
  public synchronized Instant start() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    Instant end = clock.instant().plus(SHIFT);
    until = end;
    if (timer == null) {
      timer =
          Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("samples").factory());
      ticks = 0;
      // tick() catches its exceptions and ends with the timer, so its future is not needed.
      var _ = timer.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return end;
  }

  /// The time at which the customers stop; null if they are not writing.
  public synchronized @Nullable Instant until() {
    return until;
  }

  private void tick() {
    try {
      if (isOver()) {
        return;
      }
      Person next = SampleChats.PEOPLE.get(ticks / PAUSE_TICKS % SampleChats.PEOPLE.size());
      for (Person person : SampleChats.PEOPLE) {
        boolean busy = react(person);
        if (!busy && person.equals(next) && ticks % PAUSE_TICKS == 0) {
          write(person, QUESTIONS.get(questions++ % QUESTIONS.size()));
        }
      }
      ticks++;
    } catch (Refusal unavailable) {
      LOG.atDebug().addKeyValue("code", unavailable.code()).log("sample customers wait");
    } catch (RuntimeException failure) {
      LOG.atWarn().setCause(failure).log("sample customers failed");
    }
  }

  private synchronized boolean isOver() {
    Instant end = until;
    if (end != null && clock.instant().isBefore(end)) {
      return false;
    }
    until = null;
    if (timer != null) {
      timer.shutdown();
      timer = null;
    }
    return true;
  }

  /// Reacts to the last message of the business as a customer and their phone would: it becomes
  /// delivered, then read, then it is answered.
  ///
  /// @return whether there is a message that the customer reacts to
  private boolean react(Person person) {
    Message last =
        history.chat(person.waId(), 1).map(chat -> chat.head().lastMessage()).orElse(null);
    if (last == null || last.direction() == Direction.INCOMING) {
      return false;
    }
    Duration age = Duration.between(last.timestamp(), clock.instant());
    Status status = last.delivery().status();
    if (age.compareTo(SHIFT) > 0 || status == Status.FAILED) {
      return false;
    }
    if (age.compareTo(ANSWERED) >= 0) {
      write(person, ANSWERS.get(answers++ % ANSWERS.size()));
    } else if (age.compareTo(READ) >= 0 && status != Status.READ) {
      report(last, "read");
    } else if (age.compareTo(DELIVERED) >= 0 && status == Status.SENT) {
      report(last, "delivered");
    }
    return true;
  }

  private void report(Message message, String status) {
    inbox.receive(
        SampleChats.bytes(
            JsonNodeFactory.instance
                .objectNode()
                .put("id", message.id().value())
                .put("status", status)
                .put("timestamp", clock.instant().toString())),
        "samples");
  }

  private void write(Person person, String text) {
    Instant now = clock.instant();
    String id = "sample_%d_%d".formatted(now.toEpochMilli(), random.nextInt(1_000_000));
    inbox.receive(
        SampleChats.bytes(
            SampleChats.message(id, person, text, now)
                .put("type", "incoming")
                .put("status", "delivered")),
        "samples");
  }

  @Override
  public synchronized void close() {
    closed = true;
    until = null;
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
    }
  }
}
