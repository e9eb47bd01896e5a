package dev.parley.files.image;

import dev.parley.files.FileBytes;
import dev.parley.files.FileType;
import dev.parley.files.UnreadableFileException;
import dev.parley.files.image.Previews.Size;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Makes previews on a few threads of its own, so that many requests for previews leave memory and
/// processors for messages. Threads are started by the first request and end a minute after the
/// last one.
///
/// Any thread may call it and waits for its preview. It does not use virtual threads, because
/// decoding runs partly in native code, which would pin their carrier threads.
public final class PreviewMaker implements AutoCloseable {
  private static final int PROCESSORS_A_THREAD = 4;
  private static final int WAITING = 256;

  private final ThreadPoolExecutor threads;

  /// Creates a maker with one thread for every four processors, and at least one.
  public PreviewMaker() {
    this(Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_A_THREAD), WAITING);
  }

  /// @param most the number of previews that are made at the same time
  /// @param waiting the number of further requests that may wait for their turn
  PreviewMaker(int most, int waiting) {
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().daemon().name("parley-previews-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// Opens a picture. Called on a thread of the maker.
  @FunctionalInterface
  public interface Opening {
    /// The picture's bytes, which the maker closes.
    FileBytes open() throws IOException;
  }

  /// Returns the preview as the bytes of a JPEG file. See [Previews#render]. The picture is opened
  /// only when its turn comes.
  ///
  /// @throws RejectedExecutionException if too many wait already, or after [#close]
  /// @throws UnreadableFileException see [Previews#render]
  /// @throws InterruptedException if the caller's thread is interrupted while it waits
  public byte[] make(Opening picture, Size size) throws IOException, InterruptedException {
    Future<byte[]> preview =
        threads.submit(() -> {
          try (FileBytes bytes = picture.open()) {
            return Previews.render(bytes, FileType.detect(bytes), size);
          }
        });
    try {
      return preview.get();
    } catch (InterruptedException e) {
      preview.cancel(false);
      throw e;
    } catch (CancellationException e) {
      throw new RejectedExecutionException("closed", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("a preview could not be made", e.getCause());
    }
  }

  /// Stops the threads. Waiting requests are refused.
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      if (waiting instanceof Future<?> preview) {
        preview.cancel(false);
      }
    }
  }
}
