package io.faultmesh.campaign;

import io.faultmesh.text.Text;

/**
 * What single faults took in this process.
 *
 * @param inferences faults times designs
 * @param withoutRunning those whose fault was known to change nothing without running any node
 *     behind what it strikes
 * @param cpuSeconds of the threads that ran them
 */
public record SingleEffort(long inferences, long withoutRunning, double cpuSeconds) {

  /** In one line. */
  public String line() {
    return Text.format(
        "faults.single: %,d inferences took %.1f CPU-seconds; %,d of them were masked where they"
            + " were struck, and nothing behind was run",
        inferences, cpuSeconds, withoutRunning);
  }
}
