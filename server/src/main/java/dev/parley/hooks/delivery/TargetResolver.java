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

/// Finds the one IP address that a request goes to, and refuses those that it must not go to. A
/// request is then sent to exactly that address: a name whose answer changes between the check and
/// the connection gains nothing. Safe for use by many threads.
final class TargetResolver implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final boolean allowPrivate;
  private final Names names;

  /// What is being looked up, by name. One thread at most is busy with a name, however many wait
  /// for it: where its name server does not answer, other names do not wait.
  private final Map<String, FutureTask<InetAddress[]>> lookups = new ConcurrentHashMap<>();

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
    try {
      return lookup(host).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException unknown) {
      throw new NoTargetException("the name of the receiver is not known");
    } catch (TimeoutException late) { // no thread can be called back from a name server
      throw new NoTargetException("the name of the receiver could not be looked up in time");
    } catch (CancellationException | RejectedExecutionException tooMany) {
      throw new NoTargetException("too many names are being looked up");
    }
  }

  private FutureTask<InetAddress[]> lookup(String host) {
    FutureTask<InetAddress[]> mine = new FutureTask<>(() -> names.find(host));
    FutureTask<InetAddress[]> before = lookups.putIfAbsent(host, mine);
    if (before != null) {
      return before;
    }
    try {
      threads.execute(() -> {
        mine.run();
        lookups.remove(host, mine);
      });
      return mine;
    } catch (RejectedExecutionException tooMany) {
      lookups.remove(host, mine);
      mine.cancel(false); // others may wait for it
      throw tooMany;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
