package io.faultmesh.text;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on a terminal, plain lines for a log, or nothing. */
public final class Progress implements AutoCloseable {
  private static final int COLUMNS = 79;
  private static final int PATIENCE_SECONDS = 2;

  private final ProgressBar bar;
  private final ProgressLines lines;

  private Progress(ProgressBar bar, ProgressLines lines) {
    this.bar = bar;
    this.lines = lines;
  }

  /** A bar on a terminal, or a line every minute for a log, or nothing. */
  public static Progress of(boolean shown, boolean logged, String task, long steps) {
    return shown || !logged
        ? of(shown, task, steps)
        : new Progress(null, new ProgressLines(task, steps));
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
    AtomicLong seconds = new AtomicLong(PATIENCE_SECONDS);
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(
            () -> System.err.print("\r" + line(task, seconds.getAndIncrement())),
            PATIENCE_SECONDS,
            1,
            TimeUnit.SECONDS);
    try {
      return work.get();
    } finally {
      clock.shutdownNow();
      awaitEnd(clock);
      if (seconds.get() > PATIENCE_SECONDS) {
        System.err.print("\r" + " ".repeat(COLUMNS) + "\r");
      }
    }
  }

  private static String line(String task, long seconds) {
    String line = Text.format("%s: %d s", PlainText.visible(task), seconds);
    return line.substring(0, Math.min(COLUMNS, line.length()));
  }

  private static void awaitEnd(ExecutorService clock) {
    try {
      clock.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A bar on a terminal, or nothing; nothing, too, where there are no steps. */
  public static Progress of(boolean shown, String task, long steps) {
    return new Progress(
        shown && steps > 0
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(500)
                // The library's default has a colour, whatever the user wants.
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                // The library's own way to the terminal takes Ctrl-C from Java, and with it the
                // cleaning up.
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .clearDisplayOnFinish()
                .build()
            : null,
        null);
  }

  public void step(long count) {
    if (bar != null) {
      bar.stepBy(count);
    }
    if (lines != null) {
      lines.step(count);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
    if (lines != null) {
      lines.close();
    }
  }
}
