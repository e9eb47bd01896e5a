package dev.parley.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StepQueueTest {
  private final StepQueue<Step> queue = new StepQueue<>(100);

  @Test
  void urgentStepsComeBeforeBackgroundSteps() throws InterruptedException {
    add(Priority.BACKGROUND, 2);
    List<Step> answers = add(Priority.NORMAL, 2);

    assertEquals(answers, List.of(first(), first()));
    assertEquals(Priority.BACKGROUND, first().priority());
  }

  @Test
  void aCommitTakesAllUrgentAndSomeBackgroundSteps() {
    List<Step> crowd = add(Priority.BACKGROUND, 80);
    List<Step> answers = add(Priority.NORMAL, 80);
    List<Step> group = new ArrayList<>();

    queue.drainTo(group, 512);

    List<Step> expected = new ArrayList<>(answers);
    expected.addAll(crowd.subList(0, StepQueue.BACKGROUND_SHARE));
    assertEquals(expected, group);
  }

  @Test
  void aFullGroupTakesNothingMore() {
    add(Priority.BACKGROUND, 5);
    List<Step> answers = add(Priority.NORMAL, 5);
    List<Step> group = new ArrayList<>(List.of(new Step(Priority.NORMAL)));

    queue.drainTo(group, 4);

    assertEquals(answers.subList(0, 3), group.subList(1, 4));
    assertEquals(4, group.size());
    assertEquals(7, queue.size());
  }

  @Test
  void manyBackgroundStepsLeaveSpaceForUrgentOnes() {
    add(Priority.BACKGROUND, 100);

    assertFalse(queue.offer(new Step(Priority.BACKGROUND)));
    assertTrue(queue.offer(new Step(Priority.NORMAL)));
  }

  @Test
  void theAgeIsThatOfTheOldestStep() throws InterruptedException {
    assertNull(queue.oldest());
    Step old = add(Priority.BACKGROUND, 1).getFirst();
    add(Priority.NORMAL, 1);

    assertEquals(old.since(), queue.oldest());
    first();
    assertEquals(old.since(), queue.oldest());
  }

  @Test
  void takingWaitsForANewStep() throws InterruptedException {
    Step late = new Step(Priority.BACKGROUND);
    Thread other = Thread.ofVirtual().start(() -> queue.offer(late));

    assertEquals(late, first());
    other.join();
    assertNull(queue.poll(0));
  }

  private Step first() throws InterruptedException {
    Step first = queue.poll(TimeUnit.SECONDS.toNanos(10));
    assertTrue(first != null, "no step");
    return first;
  }

  private List<Step> add(Priority priority, int count) {
    List<Step> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Step step = new Step(priority);
      added.add(step);
      assertTrue(queue.offer(step));
    }
    return added;
  }

  private static final class Step extends WaitingStep<String> {
    Step(Priority priority) {
      super(priority);
    }
  }
}
