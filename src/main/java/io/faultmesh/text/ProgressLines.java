package io.faultmesh.text;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Tells a log every minute how far the work is: one line on standard error. */
final class ProgressLines implements AutoCloseable {
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private final String task;
  private final long steps;
  private final AtomicLong done = new AtomicLong();
  private final long start = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "progress");
            thread.setDaemon(true);
            return thread;
          });

  ProgressLines(String task, long steps) {
    this.task = task;
    this.steps = steps;
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(this::tell, MINUTE, MINUTE, TimeUnit.SECONDS);
  }

  void step(long count) {
    done.addAndGet(count);
  }

  private void tell() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    System.err.println("faultmesh: " + line(task, done.get(), steps, seconds));
  }

  /** What is done, how fast, and what is left at this rate. */
  static String line(String task, long done, long steps, long seconds) {
    String left = done == 0 ? "?" : time((long) ((double) (steps - done) / done * seconds));
    return Text.format(
        "%s: %,d of %,d inferences (%.1f %%), %,.1f a second, %s left",
        PlainText.visible(task),
        done,
        steps,
        100.0 * done / steps,
        (double) done / Math.max(1, seconds),
        left);
  }

  private static String time(long seconds) {
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    return seconds < HOUR
        ? seconds / MINUTE + " min"
        : Text.format("%d h %02d min", seconds / HOUR, seconds % HOUR / MINUTE);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
