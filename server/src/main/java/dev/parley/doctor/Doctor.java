package dev.parley.doctor;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs checks in parallel, each after those that it needs. It always ends in time: checks without
/// a result by then have failed. Safe for use by many threads.
public final class Doctor {
  /// The time for all checks together; WhatsApp answers each of their requests within a second.
  public static final Duration LIMIT = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

  private final Supplier<List<Check>> checks;
  private final Clock clock;
  private final Duration limit;

  /// @param checks creates the checks of one examination, in the order of their findings
  /// @param limit the time for all checks together
  public Doctor(Supplier<List<Check>> checks, Clock clock, Duration limit) {
    this.checks = checks;
    this.clock = clock;
    this.limit = limit;
  }

  /// Runs all checks. Blocks.
  ///
  /// @throws IllegalArgumentException if a check needs one that does not precede it
  public Examination examine() {
    long deadline = System.nanoTime() + limit.toNanos();
    Map<String, Future<Finding>> running = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Check> all = checks.get();
      for (Check check : all) {
        List<Future<Finding>> needs = check.needs().stream().map(it -> need(running, it)).toList();
        running.put(check.name(), threads.submit(() -> examine(check, needs)));
      }
      for (Check check : all) {
        findings.add(result(check, running, findings, deadline));
      }
      return new Examination(clock.instant(), findings);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while checks ran", e);
    } finally {
      threads.shutdownNow(); // not close(), which would wait for a check that hangs
    }
  }

  private static Future<Finding> need(Map<String, Future<Finding>> earlier, String name) {
    Future<Finding> need = earlier.get(name);
    if (need == null) {
      throw new IllegalArgumentException("no earlier check is named " + name);
    }
    return need;
  }

  private static Finding examine(Check check, List<Future<Finding>> needs)
      throws InterruptedException, ExecutionException {
    for (Future<Finding> need : needs) {
      Finding finding = need.get();
      if (!finding.passed()) {
        return without(check, finding);
      }
    }
    try {
      return Finding.of(check, check.examiner().examine());
    } catch (InterruptedException interrupted) {
      throw interrupted;
    } catch (Exception | StackOverflowError fault) {
      // The message of the exception is not shown, because it may contain a token.
      String kind = fault.getClass().getSimpleName();
      LOG.atWarn()
          .addKeyValue("check", check.name())
          .addKeyValue("fault", kind)
          .log("a check ended with an exception");
      return Finding.of(
          check,
          Verdict.fail(
              "The check itself ended with %s.".formatted(kind),
              "Run the doctor again; if it stays so, report it."));
    }
  }

  /// The finding for a check that could not run because `need` did not pass.
  private static Finding without(Check check, Finding need) {
    return switch (need.state()) {
      case SKIPPED -> new Finding(check.name(), need.state(), need.sentence(), need.advice());
      case OK, WARN, FAIL ->
          Finding.of(
              check,
              Verdict.skipped("Not checked, because the check %s failed.".formatted(need.name())));
    };
  }

  private Finding result(
      Check check, Map<String, Future<Finding>> running, List<Finding> earlier, long deadline)
      throws InterruptedException {
    try {
      return need(running, check.name()).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return earlier.stream()
          .filter(it -> check.needs().contains(it.name()) && !it.passed())
          .findFirst()
          .map(need -> without(check, need))
          .orElseGet(() -> late(check));
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Finding late(Check check) {
    return Finding.of(
        check,
        Verdict.fail(
            "The check had no result after %d seconds.".formatted(limit.toSeconds()),
            "Look at the network and the load of this machine, and run the doctor again."));
  }
}
