package io.faultmesh.fast;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Tasks that run on other threads: their results, and their end. */
public final class Workers {
  private Workers() {}

  /** A task's result; what the task threw is thrown here. */
  public static <T> T await(Future<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Stops all tasks and waits for their end: after an error they may still run, and native code
   * does not survive its session's end.
   *
   * @return whether they have ended; not if the waiting was interrupted
   */
  public static boolean end(ExecutorService executor) {
    executor.shutdownNow();
    try {
      return executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
