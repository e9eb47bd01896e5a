package dev.parley.hooks.delivery;

import dev.parley.hooks.TargetAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds the one IP address that a request goes to, and refuses those that it must not go to. A
/// request is then sent to exactly that address: a name whose answer changes between the check and
/// the connection gains nothing. Safe for use by many threads.
final class TargetResolver implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int THREADS = 4;
  private static final int QUEUE = 256;
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final boolean allowPrivate;
  private final Names names;

  /// Platform threads, as asking for a name pins the carrier of a virtual one; none while nobody
  /// asks.
  private final ExecutorService threads;

  /// Asks for the addresses of a name.
  interface Names {
    /// All of them.
    InetAddress[] find(String host) throws UnknownHostException;
  }

  /// There is no address, or none that may be used.
  static final class NoTargetException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param problem a sentence for people, without the name
    NoTargetException(String problem) {
      super(problem);
    }
  }

  /// @param allowPrivate whether every address may be used
  TargetResolver(boolean allowPrivate, Names names) {
    this.allowPrivate = allowPrivate;
    this.names = names;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            Thread.ofPlatform().name("hook-names-", 0).daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  /// The address to connect to.
  ///
  /// @param host of the URL
  /// @throws NoTargetException with a sentence for people
  InetAddress resolve(String host) throws NoTargetException, InterruptedException {
    InetAddress[] found = find(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    if (found.length == 0) {
      throw new NoTargetException("the name of the receiver has no address");
    }
    if (!allowPrivate) {
      for (InetAddress address : found) { // one that is refused makes all of them suspicious
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
    Future<InetAddress[]> finding;
    try {
      finding = threads.submit(() -> names.find(host));
    } catch (RejectedExecutionException tooMany) {
      throw new NoTargetException("too many names are being looked up");
    }
    try {
      return finding.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException unknown) {
      throw new NoTargetException("the name of the receiver is not known");
    } catch (TimeoutException late) {
      throw new NoTargetException("the name of the receiver could not be looked up in time");
    } finally {
      finding.cancel(true);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
