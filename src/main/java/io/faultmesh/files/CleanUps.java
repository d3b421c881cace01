package io.faultmesh.files;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What must be removed when a user ends the program. On a signal it is removed first, and then the
 * process ends at once: ONNX Runtime frees its environment in a shutdown hook of its own, and
 * threads that still compute would crash the process.
 */
public final class CleanUps {
  private static final int SIGNALLED = 128;
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
  private static final Set<Runnable> ALL = ConcurrentHashMap.newKeySet();
  private static final ReentrantLock BEGINNINGS = new ReentrantLock();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(CleanUps::run, "clean-up"));
  }

  /** The exit code of a run that was stopped and can go on. */
  public static final int STOPPED = 5;

  /** Whether what is finished is kept, so that the same command goes on. */
  private static volatile boolean resumable;

  private CleanUps() {}

  /** Tells whether the end of the program would be a stop only. */
  public static void resumable(boolean isSo) {
    resumable = isSo;
  }

  /** A scheduler that ends a job sends TERM; a user who presses Ctrl-C expects a shell's code. */
  private static int code(int number) {
    if (number != SIGNALS.get("TERM") || !resumable) {
      return SIGNALLED + number;
    }
    System.err.println("faultmesh: stopped; the same command goes on");
    return STOPPED;
  }

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
                Runtime.getRuntime().halt(code(number));
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, own);
    } catch (ReflectiveOperationException e) {
      // Without it, or where Java leaves the signal to others, the shutdown hook cleans up.
      return;
    }
  }

  /** The end of the program: the gate is kept, so whoever would begin something waits for it. */
  @SuppressWarnings("LockNotBeforeTry")
  private static void run() {
    BEGINNINGS.lock();
    ALL.forEach(Runnable::run);
  }

  /** What is begun. */
  interface Beginning<T> {
    T begin() throws IOException;
  }

  /**
   * Begins what must be removed at the end of the program, and adds its clean-up. The end waits
   * until both are done, so nothing can be left that was created but not yet added.
   */
  static <T> T begin(Beginning<T> beginning) throws IOException {
    BEGINNINGS.lock();
    try {
      return beginning.begin();
    } finally {
      BEGINNINGS.unlock();
    }
  }

  static void add(Runnable cleanUp) {
    ALL.add(cleanUp);
  }

  static void remove(Runnable cleanUp) {
    ALL.remove(cleanUp);
  }
}
