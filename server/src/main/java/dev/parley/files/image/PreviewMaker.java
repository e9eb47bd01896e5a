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

/// Makes previews on a few threads of its own, so that many requests for previews still leave
/// memory and processors for messages. No thread exists before the first request, nor a minute
/// after the last one.
///
/// Any thread may ask; it waits for its preview. Decoding runs in native code in parts, which would
/// pin the carrier of a virtual thread.
public final class PreviewMaker implements AutoCloseable {
  private static final int PROCESSORS_A_THREAD = 4;
  private static final int WAITING = 256;

  private final ThreadPoolExecutor threads;

  /// One thread for each four processors, at least one.
  public PreviewMaker() {
    this(Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_A_THREAD), WAITING);
  }

  /// @param most how many previews are made at once
  /// @param waiting how many more requests wait for their turn
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

  /// Opens a picture, on a thread of the maker.
  @FunctionalInterface
  public interface Opening {
    /// The picture's bytes, which the maker closes.
    FileBytes open() throws IOException;
  }

  /// Returns the preview as the bytes of a JPEG file. See [Previews#render]. The picture is opened
  /// only when its turn comes.
  ///
  /// @throws RejectedExecutionException where too many wait already, or after [#close]
  /// @throws UnreadableFileException where the picture is damaged, too large, or of another type
  /// @throws InterruptedException where the caller's thread is interrupted while it waits
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

  /// Ends the threads. Requests that wait are refused.
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      if (waiting instanceof Future<?> preview) {
        preview.cancel(false);
      }
    }
  }
}
