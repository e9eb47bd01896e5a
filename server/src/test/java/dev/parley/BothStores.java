package dev.parley;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs a long test for each kind of store, in parallel, because each of them mostly waits.
final class BothStores {
  private BothStores() {}

  interface Run {
    /// Runs the test for one store.
    ///
    /// @param folder a folder for this store only
    /// @param store `sqlite` or `mongodb`
    void run(Path folder, String store) throws Exception;
  }

  static void run(Path folder, Run run) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> runs = new ArrayList<>();
      for (String store : List.of("sqlite", "mongodb")) {
        Path own = Files.createDirectory(folder.resolve(store));
        runs.add(
            threads.submit(() -> {
              run.run(own, store);
              return null;
            }));
      }
      for (Future<?> each : runs) {
        each.get();
      }
    }
  }
}
