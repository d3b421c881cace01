package io.faultmesh.files;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What must be removed when a user ends the program. On a signal it is removed first, and then the
 * process ends at once: ONNX Runtime frees its environment in a shutdown hook of its own, and
 * threads that still compute would crash the process.
 */
public final class CleanUps {
  private static final int SIGNALLED = 128;
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
  private static final Set<Runnable> ALL = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(CleanUps::run, "clean-up"));
  }

  private CleanUps() {}

  /** Has signals clean up and end the process, with the exit code that shells expect. */
  public static void onSignals() {
    SIGNALS.forEach(CleanUps::handle);
  }

  /** The class for signals belongs to every JDK, but not to the Java platform. */
  private static void handle(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object own =
          Proxy.newProxyInstance(
              CleanUps.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                run();
                Runtime.getRuntime().halt(SIGNALLED + number);
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, own);
    } catch (ReflectiveOperationException e) {
      // Without it, or where Java leaves the signal to others, the shutdown hook cleans up.
      return;
    }
  }

  private static void run() {
    ALL.forEach(Runnable::run);
  }

  static void add(Runnable cleanUp) {
    ALL.add(cleanUp);
  }

  static void remove(Runnable cleanUp) {
    ALL.remove(cleanUp);
  }
}
