package dev.parley.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signals that ask the process to end.
final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

  private StopSignals() {}

  /// From now on SIGTERM and SIGINT end the process in the orderly way, with exit code 0. By itself
  /// the JVM ends with 143 or 130, which systemd and others take for a failure.
  ///
  /// Uses reflection, because javac warns of each use of `sun.misc.Signal`, and this warning cannot
  /// be switched off. If a signal cannot be handled, the JVM's behaviour remains.
  static void endWithZero() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Constructor<?> named = signal.getConstructor(String.class);
      Object ending =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                System.exit(0);
                return null;
              });
      for (String name : List.of("TERM", "INT")) {
        var _ =
            signal
                .getMethod("handle", signal, handler)
                .invoke(null, named.newInstance(name), ending);
      }
    } catch (ReflectiveOperationException unavailable) {
      LOG.atDebug()
          .setCause(unavailable)
          .log("signals cannot be handled here; the JVM handles them");
    }
  }
}
