package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A file that a client uploads: the body of a request, or the part `file` of a form
/// (`multipart/form-data`). It is carried from the event loop, where it comes, to the virtual
/// thread that reads it; while that one is busy, the client has to wait.
///
/// A client that sends nothing for the time of a request, or very little all in all, is refused.
final class UploadedBody {
  private static final String MULTIPART = "multipart/form-data";
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=\"?[^\";\\s]", Pattern.CASE_INSENSITIVE);
  private static final String PART = "file";

  /// So many bytes may wait to be read.
  private static final int MOST_WAITING = 256 * 1024;

  /// The client goes on when so many are left.
  private static final int FEW_WAITING = 128 * 1024;

  /// The reader is woken for so many: for each piece it would take longer than the piece.
  private static final int ENOUGH = 64 * 1024;

  /// At least so many bytes a second must come, of the time that is spent waiting for them.
  private static final long LEAST_PER_SECOND = 4 * 1024;

  private final HttpServerRequest request;
  private final Context context;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Queue<Buffer> pieces = new ArrayDeque<>();
  private final Map<String, String> fields = new HashMap<>();
  private @Nullable File file;
  private @Nullable ReadStream<Buffer> source;
  private @Nullable Refusal failure;
  private long waiting;
  private boolean paused;
  private boolean fileEnded;
  private boolean ended;
  private boolean discarded;

  // The reader's own.
  private int takenOfFirst;
  private long waitedNanos;
  private long read;

  /// What the client says of the file.
  ///
  /// @param name null: nothing
  /// @param type a `Content-Type`; null: none
  record File(@Nullable String name, @Nullable String type) {}

  /// @param patience how long the client may send nothing
  UploadedBody(HttpServerRequest request, Context context, Duration patience) {
    this.request = request;
    this.context = context;
    this.patience = patience;
  }

  // --- On the event loop -------------------------------------------------------------------------

  /// Begins to take what comes.
  ///
  /// @param whole called when all of it has come
  void begin(Runnable whole) {
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    request.exceptionHandler(
        _ -> fail(new Refusal(ErrorCode.INVALID_REQUEST, "The form cannot be read, or was cut")));
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(MULTIPART)) {
      if (!BOUNDARY.matcher(type).find()) {
        throw new Refusal(
            ErrorCode.INVALID_REQUEST, "A form with a file needs a boundary in its Content-Type");
      }
      request.setExpectMultipart(true);
      request.uploadHandler(this::takePart);
    } else {
      takeFile(request, new File(null, type));
    }
    request.endHandler(_ -> {
      whole.run();
      end();
    });
  }

  private void takePart(HttpServerFileUpload part) {
    if (!PART.equals(part.name()) || isFileKnown()) {
      part.handler(_ -> {});
      fail(Refusal.invalid(PART, "must be the only file of the form, and called so"));
      return;
    }
    takeFile(part, new File(part.filename(), part.contentType()));
    part.endHandler(_ -> endFile());
  }

  private boolean isFileKnown() {
    lock.lock();
    try {
      return file != null;
    } finally {
      lock.unlock();
    }
  }

  private void takeFile(ReadStream<Buffer> from, File described) {
    lock.lock();
    try {
      file = described;
      source = from;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    from.handler(this::add);
  }

  private void add(Buffer piece) {
    lock.lock();
    try {
      if (discarded || failure != null) {
        return;
      }
      pieces.add(piece);
      waiting += piece.length();
      if (waiting > MOST_WAITING && !paused && source != null) {
        paused = true;
        source.pause();
      }
      if (waiting >= ENOUGH) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void endFile() {
    lock.lock();
    try {
      fileEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      if (request.isExpectMultipart()) {
        request.formAttributes().forEach(field -> fields.put(field.getKey(), field.getValue()));
        if (file != null && !fileEnded && failure == null) {
          failure = new Refusal(ErrorCode.INVALID_REQUEST, "The form ends within the file");
        }
      }
      fileEnded = true;
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(Refusal reason) {
    lock.lock();
    try {
      if (failure == null) {
        failure = reason;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nobody reads any more: what still comes is thrown away, and a reader gets a refusal.
  void discard() {
    lock.lock();
    try {
      discarded = true;
      pieces.clear();
      waiting = 0;
      if (failure == null) {
        failure = new Refusal(ErrorCode.INVALID_REQUEST, "The upload broke off");
      }
      resume();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // --- On the reader's thread --------------------------------------------------------------------

  /// What the client says of the file; empty where the form has none. Waits until it comes.
  ///
  /// @throws Refusal where the client takes too long, or what it sends cannot be read
  Optional<File> file() {
    lock.lock();
    try {
      while (file == null && !ended) {
        await();
      }
      check();
      return Optional.ofNullable(file);
    } finally {
      lock.unlock();
    }
  }

  /// Reads the next bytes of the file, once there are many or the file ends.
  ///
  /// @param into gets them, from its beginning
  /// @return how many; -1 at the end of the file
  /// @throws Refusal as of [#file]
  int read(byte[] into) {
    lock.lock();
    try {
      while (waiting < ENOUGH && !fileEnded) {
        await();
      }
      check();
      int count = 0;
      while (count < into.length && !pieces.isEmpty()) {
        Buffer first = pieces.element();
        int some = Math.min(into.length - count, first.length() - takenOfFirst);
        first.getBytes(takenOfFirst, takenOfFirst + some, into, count);
        count += some;
        takenOfFirst += some;
        if (takenOfFirst == first.length()) {
          pieces.remove();
          takenOfFirst = 0;
        }
      }
      waiting -= count;
      read += count;
      if (waiting < FEW_WAITING) {
        resume();
      }
      return count == 0 ? -1 : count;
    } finally {
      lock.unlock();
    }
  }

  /// The texts of the form, by their names. Waits for its end.
  ///
  /// @throws Refusal as of [#file]
  Map<String, String> fields() {
    lock.lock();
    try {
      while (!ended) {
        await();
      }
      check();
      return Map.copyOf(fields);
    } finally {
      lock.unlock();
    }
  }

  private void resume() {
    ReadStream<Buffer> from = source;
    if (paused && from != null) {
      paused = false;
      context.runOnContext(_ -> from.resume());
    }
  }

  private void check() {
    if (failure != null) {
      throw failure;
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private void await() {
    check();
    long begun = System.nanoTime();
    long before = waiting;
    try {
      boolean came = changed.await(patience.toNanos(), TimeUnit.NANOSECONDS) || waiting > before;
      waitedNanos += System.nanoTime() - begun;
      long due = TimeUnit.NANOSECONDS.toSeconds(waitedNanos) * LEAST_PER_SECOND;
      if (!came || (waitedNanos > patience.toNanos() && read + waiting < due)) {
        throw new Refusal(ErrorCode.REQUEST_TIMEOUT, "The file came too slowly");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(ErrorCode.OVERLOADED, "Parley is shutting down, try again in a moment");
    }
  }
}
