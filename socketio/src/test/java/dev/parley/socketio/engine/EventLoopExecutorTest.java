package dev.parley.socketio.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.socketio.EngineServer;
import dev.parley.socketio.WantedError;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the queue of an event loop if tasks throw any exceptions, and if the event loop hangs.
@Timeout(60)
final class EventLoopExecutorTest {
  private final EventLoop loop = new DefaultEventLoop();
  private final EventLoopExecutor eventLoop =
      new EventLoopExecutor(loop, EngineOptions.DEFAULTS, List::of);

  @AfterEach
  void stop() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static void fail() {
    throw new WantedError();
  }

  @Test
  void tasksGoOnAfterAnErrorAndAreCounted() throws InterruptedException {
    CountDownLatch later = new CountDownLatch(1);
    eventLoop.execute(() -> {
      eventLoop.execute(EventLoopExecutorTest::fail);
      eventLoop.execute(later::countDown);
    });

    assertTrue(later.await(20, TimeUnit.SECONDS));
    EngineServer.await(() -> eventLoop.waiting() == 0);
  }

  @Test
  void tasksThatTakeLongLeaveTheEventLoopRoom() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    CountDownLatch last = new CountDownLatch(1);
    eventLoop.execute(() -> {
      for (int i = 1; i < EventLoopExecutor.TASKS_BETWEEN_LOOKS; i++) {
        eventLoop.execute(() -> {});
      }
      eventLoop.execute(() -> ran.add("second"));
      eventLoop.execute(last::countDown);
      loop.execute(() -> ran.add("beside"));
      ran.add("first");
      long end = System.nanoTime() + EventLoopExecutor.LONGEST_TURN_NANOS;
      while (System.nanoTime() - end <= 0) {
        Thread.onSpinWait();
      }
    });

    assertTrue(last.await(20, TimeUnit.SECONDS));
    assertEquals(List.of("first", "beside", "second"), ran);
  }

  @Test
  void laterActionsRunAfterAnError() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    eventLoop.execute(() -> {
      eventLoop.times.latePoll.start(action(EventLoopExecutorTest::fail));
      eventLoop.times.latePoll.start(action(ran::countDown));
    });

    assertTrue(ran.await(20, TimeUnit.SECONDS));
  }

  @Test
  void theAgeOfTheOldestTaskGrowsWhileTheLoopHangs() throws InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    eventLoop.execute(() -> {
      hangs.countDown();
      awaitQuietly(goOn);
    });
    assertTrue(hangs.await(20, TimeUnit.SECONDS));

    EngineServer.await(() -> eventLoop.oldestWaiting().compareTo(Duration.ofMillis(50)) > 0);
    goOn.countDown();

    EngineServer.await(() -> eventLoop.oldestWaiting().isZero());
  }

  @Test
  void aLoopThatHangsForAnotherReasonIsNoticedToo() {
    CountDownLatch goOn = new CountDownLatch(1);
    loop.execute(() -> awaitQuietly(goOn));

    assertEquals(Duration.ZERO, eventLoop.oldestWaiting());
    EngineServer.await(() -> eventLoop.oldestWaiting().compareTo(Duration.ofMillis(50)) > 0);
    goOn.countDown();

    EngineServer.await(() -> eventLoop.oldestWaiting().isZero());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      var _ = latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static DelayedAction action(Runnable task) {
    return new DelayedAction() {
      @Override
      void run() {
        task.run();
      }
    };
  }
}
