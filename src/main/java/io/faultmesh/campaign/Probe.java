package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.AccuracyMeasurement;
import io.faultmesh.campaign.unit.UnitWork;
import io.faultmesh.campaign.unit.WorkPlan;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.CampaignLane;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What an inference of a campaign costs, from a second of a few images under every design and rate.
 *
 * @param cpuSeconds of one inference, the mean over designs and rates
 * @param bytes of tensors that a thread needs
 */
public record Probe(double cpuSeconds, long bytes) {
  private static final int IMAGES = 8;
  private static final long LONG_ENOUGH_NANOS = 1_000_000_000;
  private static final int MOST_ROUNDS = 50;

  /** Measures a scenario that is prepared. */
  public static Probe of(Preparation prepared, List<Protection> designs, RunOptions options) {
    List<IntegerNetwork> networks = prepared.quantised();
    AccuracyMeasurement accuracy = new AccuracyMeasurement(networks, designs, prepared, null, 1);
    if (accuracy.cells().isEmpty()) {
      return new Probe(0, 0);
    }
    int images = Math.min(IMAGES, prepared.images().count());
    WorkUnit unit = new WorkUnit(0, prepared.images().firstIndex(), images, 0, 1);
    UnitWork work =
        new UnitWork(
            accuracy, new WorkPlan(unit.firstImage(), images, List.of(1), images, 1), null);
    try (Campaign campaign =
        new Campaign(
            networks,
            accuracy.changingGolden(),
            prepared.images(),
            1,
            options.batch(),
            options.fastest())) {
      double[] seconds = {0};
      campaign.execute(
          List.of(unit).iterator(),
          (lane, own) -> nanos(work, lane, own, campaign.batch()),
          nanos -> seconds[0] = nanos * 1e-9 / (images * accuracy.runCount()));
      return new Probe(seconds[0], campaign.bytesPerLane());
    }
  }

  /** CPU time of the last round: the first ones are slower. */
  private static long nanos(UnitWork work, CampaignLane lane, WorkUnit unit, int batch) {
    long begin = cpuNanos();
    long last = begin;
    long round = 0;
    for (int i = 0; i < MOST_ROUNDS && last - begin < LONG_ENOUGH_NANOS; i++) {
      work.compute(lane, unit, batch);
      long now = cpuNanos();
      round = now - last;
      last = now;
    }
    return round;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
