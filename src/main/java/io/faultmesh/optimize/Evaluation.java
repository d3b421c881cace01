package io.faultmesh.optimize;

import io.faultmesh.campaign.Workbench;
import io.faultmesh.cost.Area;
import io.faultmesh.cost.Performance;
import io.faultmesh.measure.Estimate;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.OptimiseSettings.Limits;

/**
 * What a design gave.
 *
 * @param drop null for a design that breaks a limit which needs no images
 */
record Evaluation(
    double areaUm2, double areaOverhead, double cycleLoss, double bandwidthLoss, Estimate drop) {
  private static final double LEAST_LOSS = 0.005;

  static Evaluation of(Workbench bench, DesignSettings settings, Limits limits) {
    Protection design = bench.protection(settings);
    Area area = bench.areas().of(design);
    Performance performance = Performance.of(design);
    double cycleLoss = performance.cycleLoss(bench.bare());
    double bandwidthLoss = performance.bandwidthLoss(bench.bare());
    boolean inTime = cycleLoss < limits.cycleLoss() && bandwidthLoss < limits.bandwidthLoss();
    return new Evaluation(
        area.totalUm2(),
        area.overhead(bench.areas().bare()),
        cycleLoss,
        bandwidthLoss,
        inTime ? bench.tally(design).drop() : null);
  }

  /** As the search sees it. */
  Sample sample(int[] point, Limits limits) {
    return new Sample(
        point,
        areaOverhead,
        new double[] {
          drop == null ? Double.NaN : excess(drop.populationBound(), limits.accuracyLoss()),
          excess(cycleLoss, limits.cycleLoss()),
          excess(bandwidthLoss, limits.bandwidthLoss())
        });
  }

  /**
   * Whether the limits hold. The design is for other images than these few, so it is the bound of
   * the population's drop that must stay below its limit.
   */
  boolean holds(Limits limits) {
    return drop != null
        && drop.populationBound() < limits.accuracyLoss()
        && cycleLoss < limits.cycleLoss()
        && bandwidthLoss < limits.bandwidthLoss();
  }

  /** On a logarithmic scale, so that hopeless points do not drown those near the limit. */
  private static double excess(double loss, double limit) {
    return StrictMath.log((Math.max(0, loss) + LEAST_LOSS) / (limit + LEAST_LOSS));
  }
}
