package dev.parley.chat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// Counts the contract tests that ran against each store, and prints the counts after all tests.
final class ContractCount implements AfterTestExecutionCallback {
  private static final Namespace NAMESPACE = Namespace.create(ContractCount.class);

  /// Prints the counts when JUnit closes the resources of the root context.
  private static final class Counts implements AutoCloseable {
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    void add(String store) {
      counts.computeIfAbsent(store, _ -> new AtomicInteger()).incrementAndGet();
    }

    @Override
    public void close() {
      counts.forEach((store, count) ->
          System.out.printf("%d contract tests were run against %s%n", count.get(), store));
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    String store =
        context
            .getTestInstance()
            .filter(StoreUnderTest.class::isInstance)
            .map(it -> ((StoreUnderTest) it).kind())
            .orElse("nothing");
    context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Counts.class, _ -> new Counts(), Counts.class)
        .add(store);
  }
}
