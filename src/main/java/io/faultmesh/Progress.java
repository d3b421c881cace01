package io.faultmesh;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar on a terminal, else nothing. */
public final class Progress implements AutoCloseable {
  private static final int COLUMNS = 79;
  private static final long UNKNOWN = -1;
  private static final int PATIENCE_SECONDS = 2;

  private final ProgressBar bar;

  private Progress(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Does something that tells no steps; what takes longer than two seconds shows that it goes on.
   *
   * @param shown whether somebody looks
   */
  public static <T> T during(boolean shown, String task, Supplier<T> work) {
    if (!shown) {
      return work.get();
    }
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    AtomicReference<Progress> bar = new AtomicReference<>();
    clock.schedule(() -> bar.set(of(true, task, UNKNOWN)), PATIENCE_SECONDS, TimeUnit.SECONDS);
    try {
      return work.get();
    } finally {
      clock.shutdownNow();
      awaitEnd(clock);
      if (bar.get() != null) {
        bar.get().close();
      }
    }
  }

  private static void awaitEnd(ExecutorService clock) {
    try {
      clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Progress of(boolean shown, String task, long steps) {
    return new Progress(
        shown
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(500)
                // The library's own way to the terminal takes Ctrl-C from Java, and with it the
                // cleaning up.
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .clearDisplayOnFinish()
                .build()
            : null);
  }

  void step(long count) {
    if (bar != null) {
      bar.stepBy(count);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
