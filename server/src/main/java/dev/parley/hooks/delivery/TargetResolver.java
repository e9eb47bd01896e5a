package dev.parley.hooks.delivery;

import dev.parley.hooks.Hooks;
import dev.parley.hooks.TargetAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// Resolves a host to the IP address for a request, and refuses addresses that are not allowed. The
/// request is then sent to exactly that address: an attacker cannot make the name resolve to
/// another address between the check and the connection. Safe for use by many threads.
final class TargetResolver implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(10);

  /// The time for which a result is used again, so that a busy hook does not need a lookup for each
  /// event. Java itself keeps results for longer.
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final boolean allowPrivate;
  private final Names names;
  private final LongSupplier nanos;

  /// The lookups under way and the fresh results, by name. However many callers ask for a name, at
  /// most one thread looks it up. So if the name server of one name does not answer, lookups of
  /// other names do not wait.
  private final Map<String, Lookup> lookups = new ConcurrentHashMap<>();

  /// Platform threads, because a lookup pins the carrier of a virtual thread. Without lookups there
  /// are no threads.
  private final ExecutorService threads;

  /// Looks up the addresses of a name.
  interface Names {
    /// All addresses of a host.
    InetAddress[] find(String host) throws UnknownHostException;
  }

  /// A lookup, whose result is used for a while.
  private final class Lookup extends FutureTask<InetAddress[]> {
    private volatile long doneAt;

    Lookup(String host) {
      super(() -> names.find(host));
    }

    @Override
    protected void set(InetAddress[] found) {
      doneAt = nanos.getAsLong();
      super.set(found);
    }

    @Override
    protected void setException(Throwable failure) {
      doneAt = nanos.getAsLong();
      super.setException(failure);
    }

    boolean isOld() {
      return isDone() && nanos.getAsLong() - doneAt > FRESH_NANOS;
    }
  }

  /// Thrown if a host has no address, or an address that is not allowed.
  static final class NoTargetException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param problem a sentence for people, without the name
    NoTargetException(String problem) {
      super(problem);
    }
  }

  /// @param allowPrivate whether every address may be used
  TargetResolver(boolean allowPrivate, Names names) {
    this(allowPrivate, names, System::nanoTime);
  }

  /// @param nanos a clock like [System#nanoTime]
  TargetResolver(boolean allowPrivate, Names names, LongSupplier nanos) {
    this.allowPrivate = allowPrivate;
    this.names = names;
    this.nanos = nanos;
    this.threads =
        new ThreadPoolExecutor(
            0,
            2 * Hooks.MOST, // the names of hooks that were changed may still be looked up
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name("hook-names-", 0).daemon().factory());
  }

  /// The address to connect to.
  ///
  /// @param host the host of the URL
  /// @throws NoTargetException with a sentence for people
  InetAddress resolve(String host) throws NoTargetException, InterruptedException {
    InetAddress[] found = find(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    if (found.length == 0) {
      throw new NoTargetException("the name of the receiver has no address");
    }
    if (!allowPrivate) {
      for (InetAddress address : found) { // one refused address makes all of them suspicious
        if (!TargetAddress.isPublic(address)) {
          throw new NoTargetException(
              "the receiver is on this machine or in a private network, which needs"
                  + " HOOKS_ALLOW_PRIVATE=true");
        }
      }
    }
    return found[0];
  }

  private InetAddress[] find(String host) throws NoTargetException, InterruptedException {
    try {
      return lookup(host).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException unknown) {
      throw new NoTargetException("the name of the receiver is not known");
    } catch (TimeoutException late) { // a lookup cannot be interrupted
      throw new NoTargetException("the name of the receiver could not be looked up in time");
    } catch (CancellationException | RejectedExecutionException tooMany) {
      throw new NoTargetException("too many names are being looked up");
    }
  }

  private Lookup lookup(String host) {
    lookups.values().removeIf(Lookup::isOld);
    Lookup mine = new Lookup(host);
    Lookup before = lookups.putIfAbsent(host, mine);
    if (before != null) {
      return before;
    }
    try {
      threads.execute(mine);
      return mine;
    } catch (RejectedExecutionException tooMany) {
      lookups.remove(host, mine);
      mine.cancel(false); // other callers may wait for it
      throw tooMany;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
