package io.faultmesh.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

class TimingTest {
  private static final double BURNT_SECONDS = 0.5;

  /** A coordinator hands out units for hours before it reads what its run needs. */
  @Test
  void aRunBehindOtherWorkDoesNotCountThatWork() {
    burn();

    double ofProcess = new Timing().end("load").cpuSeconds();
    double fromHere = Timing.fromHere().end("load").cpuSeconds();

    assertThat(ofProcess).isGreaterThanOrEqualTo(BURNT_SECONDS);
    assertThat(fromHere).isLessThan(BURNT_SECONDS);
  }

  private static void burn() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + (long) (BURNT_SECONDS * 1e9);
    while (threads.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }
}
