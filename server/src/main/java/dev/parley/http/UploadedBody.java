package dev.parley.http;

import dev.parley.chat.ErrorCode;
import dev.parley.chat.Refusal;
import dev.parley.http.BodyBlocks.Block;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A file that a client uploads: the body of a request, or the part `file` of a form
/// (`multipart/form-data`). It is passed from the event loop, where it arrives, to the virtual
/// thread that reads it; while that thread is busy, the client has to wait.
///
/// A client that sends nothing for the time limit of a request, or that is very slow on average, is
/// refused. So is a client that sends slowly while other uploads wait for its place.
final class UploadedBody {
  private static final String MULTIPART = "multipart/form-data";
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=\"?[^\";\\s]", Pattern.CASE_INSENSITIVE);
  private static final String PART = "file";

  /// The maximum number of bytes that wait to be read.
  private static final int MOST_WAITING = 512 * 1024;

  /// Parley continues to read from the client when no more than this many bytes wait.
  private static final int FEW_WAITING = 256 * 1024;

  /// A waiting reader is woken when this many bytes have arrived: waking it for each piece would
  /// take longer than reading the piece.
  private static final int ENOUGH = 256 * 1024;

  /// The maximum number of bytes that wait to be read after the client has closed its side of the
  /// connection; with more, the upload is aborted. Such a client cannot be made to wait: Netty
  /// always reads everything that it sent before it closed.
  private static final int MOST_BEFORE_ITS_END = 1024 * 1024;

  /// The minimum number of bytes that must arrive for each second spent waiting for them.
  private static final long LEAST_PER_SECOND = 4 * 1024;

  /// The minimum number of bytes that must arrive each second while other uploads wait for a place.
  private static final long LEAST_WHILE_OTHERS_WAIT = 64 * 1024;

  /// The time by which a client may be behind that speed. It is long, because an upload cannot be
  /// resumed later, and radio links have gaps.
  private static final long MOST_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// The minimum number of bytes that are stored each second after the file has arrived: many files
  /// may go to one disk, or to a bucket over a slow line.
  private static final long LEAST_STORED_PER_SECOND = 64 * 1024;

  /// The time between two checks whether the client is fast enough.
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HttpServerRequest request;
  private final Context context;
  private final Duration patience;
  private final BooleanSupplier contended;
  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final BodyBlocks blocks = new BodyBlocks();
  private final Map<String, String> fields = new HashMap<>();
  private @Nullable File file;
  private @Nullable Refusal failure;
  private long received;
  private boolean paused;
  private boolean fileEnded;
  private boolean ended;
  private boolean discarded;

  // Used only by the event loop.
  private @Nullable Block filling;
  private long endedAtNanos;

  // Used only by the reader.
  private @Nullable Block lent;
  private long seen;
  private long behindNanos;
  private long behindForOthersNanos;

  /// The client's description of the file.
  ///
  /// @param name null if the client gives none
  /// @param type a `Content-Type`; null: none
  record File(@Nullable String name, @Nullable String type) {}

  /// @param patience the time for which the client may send nothing
  /// @param contended whether other uploads wait for a place
  UploadedBody(
      HttpServerRequest request, Context context, Duration patience, BooleanSupplier contended) {
    this.request = request;
    this.context = context;
    this.patience = patience;
    this.contended = contended;
    this.channel = ((ConnectionBase) request.connection()).channel();
  }

  // --- On the event loop -------------------------------------------------------------------------

  /// Begins to receive the body.
  ///
  /// @param whole called when the whole body has arrived
  void begin(Runnable whole) {
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    request.exceptionHandler(_ ->
        fail(new Refusal(ErrorCode.INVALID_REQUEST, "The form cannot be read, or is incomplete")));
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(MULTIPART)) {
      if (!BOUNDARY.matcher(type).find()) {
        throw new Refusal(
            ErrorCode.INVALID_REQUEST, "A form with a file needs a boundary in its Content-Type");
      }
      request.setExpectMultipart(true);
      request.uploadHandler(this::takePart);
    } else {
      takeFile(new File(null, type));
      channel.pipeline().get(ContentMerger.class).giveBodyTo(this::add);
    }
    ReadSizes.setUploading(channel, true);
    allowSilence(true);
    request.endHandler(_ -> {
      ReadSizes.setUploading(channel, false);
      whole.run();
      end();
    });
  }

  private void takePart(HttpServerFileUpload part) {
    if (!PART.equals(part.name()) || isFileKnown()) {
      part.handler(_ -> {});
      fail(Refusal.invalid(PART, "must be the only file of the form, and have this name"));
      return;
    }
    takeFile(new File(part.filename(), part.contentType()));
    part.handler(piece -> add(((BufferInternal) piece).getByteBuf()));
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

  private void takeFile(File described) {
    lock.lock();
    try {
      file = described;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void add(ByteBuf piece) {
    Block block = filling;
    while (piece.isReadable()) {
      if (block == null) {
        block = emptyBlock();
        if (block == null) {
          return;
        }
      }
      int some = Math.min(piece.readableBytes(), block.room());
      piece.readBytes(block.bytes(), block.count(), some);
      block.grow(some);
      block = passed(block, some);
    }
    filling = block;
  }

  /// Null if the reader has finished.
  private @Nullable Block emptyBlock() {
    lock.lock();
    try {
      return discarded || failure != null ? null : blocks.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Passes a block on once it is full.
  ///
  /// @param more the number of bytes that were added
  /// @return the same block if it still has room; null if it was passed on
  private @Nullable Block passed(Block block, int more) {
    lock.lock();
    try {
      received += more;
      if (block.room() > 0) {
        return block;
      }
      blocks.add(block);
      if (blocks.size() > MOST_WAITING && !paused) {
        paused = true;
        channel.config().setAutoRead(false);
      }
      if (blocks.size() > MOST_BEFORE_ITS_END) {
        failure =
            new Refusal(ErrorCode.INVALID_REQUEST, "The connection ended before the file was read");
      }
      if (blocks.size() >= ENOUGH) {
        changed.signalAll();
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Passes on what arrived after the last full block. The caller must hold the lock.
  private void passLast() {
    Block last = filling;
    if (last != null && !discarded) {
      filling = null;
      blocks.add(last);
    }
  }

  private void endFile() {
    lock.lock();
    try {
      passLast();
      fileEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    endedAtNanos = System.nanoTime();
    lock.lock();
    try {
      if (request.isExpectMultipart()) {
        request.formAttributes().forEach(field -> fields.put(field.getKey(), field.getValue()));
        if (file != null && !fileEnded && failure == null) {
          failure = new Refusal(ErrorCode.INVALID_REQUEST, "The form ends within the file");
        }
      }
      if (paused) {
        paused = false;
        channel.config().setAutoRead(true); // the next request follows
      }
      passLast();
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

  /// Whether there is still time to store the file. This time begins when the whole body has
  /// arrived, and is longer for a larger file.
  boolean mayStillBeStored() {
    lock.lock();
    try {
      long most = patience.toNanos() + TimeUnit.SECONDS.toNanos(received) / LEAST_STORED_PER_SECOND;
      return ended && System.nanoTime() - endedAtNanos < most;
    } finally {
      lock.unlock();
    }
  }

  /// An upload has time limits of its own: while its file is being stored, or the client waits for
  /// a slow disk, its connection may have no traffic for long.
  private void allowSilence(boolean allowed) {
    ContentMerger merger = channel.pipeline().get(ContentMerger.class);
    if (merger != null) { // the connection is open
      merger.allowSilence(allowed);
    }
  }

  /// Ends the reading: the rest is discarded, and a waiting reader gets a refusal.
  void discard() {
    lock.lock();
    try {
      if (discarded) {
        return; // the connection may have another upload already
      }
      discarded = true;
      allowSilence(false);
      blocks.clear();
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

  /// The client's description of the file; empty if the form has no file. Waits until it arrives.
  ///
  /// @throws Refusal if the client takes too long, or the body that it sends cannot be read
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

  /// Waits until there are many bytes or the file ends, and returns them. They do not change until
  /// the next call.
  ///
  /// @return null at the end of the file
  /// @throws Refusal as in [#file]
  @Nullable Block next() {
    lock.lock();
    try {
      if (lent != null) {
        blocks.giveBack(lent);
        lent = null;
      }
      if (blocks.isEmpty()) {
        while (blocks.size() < ENOUGH && !fileEnded) {
          await();
        }
      }
      check();
      Block next = blocks.take();
      lent = next;
      if (blocks.size() < FEW_WAITING) {
        resume();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// The texts of the form, by their names. Waits for its end.
  ///
  /// @throws Refusal as in [#file]
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
    if (paused) {
      paused = false;
      context.runOnContext(_ -> resumeReading());
    }
  }

  /// Reads more from the client. Runs on the event loop. After the end of the request this body
  /// must not decide about reading.
  private void resumeReading() {
    lock.lock();
    try {
      if (!ended && !paused) {
        channel.config().setAutoRead(true);
      }
    } finally {
      lock.unlock();
    }
  }

  private void check() {
    if (failure != null) {
      throw failure;
    }
  }

  /// Waits for a change, at most until the client's speed has to be checked.
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private void await() {
    check();
    long begun = System.nanoTime();
    try {
      var _ = changed.awaitNanos(Math.min(LOOK_NANOS, patience.toNanos() - behindNanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(ErrorCode.OVERLOADED, "Parley is shutting down, try again in a moment");
    }
    long nanos = System.nanoTime() - begun;
    long more = received - seen;
    seen = received;
    behindNanos = behind(LEAST_PER_SECOND, behindNanos + nanos, more);
    behindForOthersNanos = behind(LEAST_WHILE_OTHERS_WAIT, behindForOthersNanos + nanos, more);
    if (!ended) {
      checkSpeed();
    }
  }

  /// The nanoseconds by which a client is behind the required speed, after more bytes have arrived.
  /// A client is never ahead of it: fast bytes now do not compensate for slow ones later.
  private static long behind(long perSecond, long before, long more) {
    return Math.max(0, before - TimeUnit.SECONDS.toNanos(more) / perSecond);
  }

  private void checkSpeed() {
    if (behindNanos >= patience.toNanos()) {
      throw new Refusal(ErrorCode.REQUEST_TIMEOUT, "The file came too slowly");
    }
    if (behindForOthersNanos > MOST_BEHIND_NANOS && contended.getAsBoolean()) {
      throw new Refusal(
          ErrorCode.REQUEST_TIMEOUT,
          "The file came too slowly while other uploads waited: send at least %d KB a second"
              .formatted(LEAST_WHILE_OTHERS_WAIT >> 10));
    }
  }
}
