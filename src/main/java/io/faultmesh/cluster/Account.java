package io.faultmesh.cluster;

import io.faultmesh.text.Text;
import java.util.Map;
import java.util.TreeMap;

/** What a cluster's work took: busy and waiting time of lanes, and bytes that travelled. */
public final class Account {
  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;
  private static final double MILLI = 1e3;

  private static final class Share {
    private int units;
    private int doubled;
    private long busy;
    private long cpu;
    private long waited;
    private long received;
  }

  private final Map<String, Share> workers = new TreeMap<>();
  private long sent;

  private Share share(String worker) {
    return workers.computeIfAbsent(worker, name -> new Share());
  }

  /**
   * Adds a unit's result.
   *
   * @param first whether it counts; another was there before it, otherwise
   * @param effort of its lane
   */
  public void finished(String worker, boolean first, Effort effort, int receivedBytes) {
    Share share = share(worker);
    share.units++;
    share.doubled += first ? 0 : 1;
    share.busy += effort.busyNanos();
    share.cpu += effort.cpuNanos();
    share.waited += effort.waitedNanos();
    share.received += receivedBytes;
  }

  /** Adds what a worker fetched. */
  public void sent(int bytes) {
    sent += bytes;
  }

  /**
   * A few lines for people.
   *
   * @param cpuNanos of the coordinator from the first unit on
   */
  public String text(long cpuNanos) {
    Share all = new Share();
    for (Share one : workers.values()) {
      all.units += one.units;
      all.doubled += one.doubled;
      all.busy += one.busy;
      all.cpu += one.cpu;
      all.waited += one.waited;
      all.received += one.received;
    }
    int units = Math.max(1, all.units);
    double lanes = all.cpu / (double) Math.max(1, cpuNanos);
    return Text.format(
        "cluster: %,d %s computed %,d units, %,d of them twice%n"
            + "cluster: busy %,.1f s, waiting %,.1f s, efficiency %.3f%n"
            + "cluster: %,.2f MB sent, %,.2f MB received%n"
            + "cluster: CPU time a unit: %.2f ms of the coordinator, %.2f s of a lane%n"
            + "cluster: one coordinator serves %s%n",
        workers.size(),
        workers.size() == 1 ? "worker" : "workers",
        all.units,
        all.doubled,
        all.busy / NANOS,
        all.waited / NANOS,
        all.busy / (double) Math.max(1, all.busy + all.waited),
        sent / MEGA,
        all.received / MEGA,
        cpuNanos / NANOS * MILLI / units,
        all.cpu / NANOS / units,
        lanes < 1
            ? "one lane, of units as small as these"
            : Text.format("some %,.0f lanes", lanes));
  }
}
