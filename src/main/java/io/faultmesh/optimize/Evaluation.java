package io.faultmesh.optimize;

import io.faultmesh.Workbench;
import io.faultmesh.cost.Area;
import io.faultmesh.cost.Performance;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.Estimate;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.OptimiseSettings.Limits;

/**
 * What a design gave.
 *
 * @param drop with its interval over trials; null for a design that breaks a limit which needs no
 *     images
 * @param dropBound what the drop stays below on images that were not measured, see {@link
 *     DesignTally#dropBoundOnOtherImages}; null like the drop
 */
record Evaluation(
    double areaUm2,
    double areaOverhead,
    double cycleLoss,
    double bandwidthLoss,
    Estimate drop,
    Double dropBound) {
  private static final double LEAST_LOSS = 0.005;

  static Evaluation of(Workbench bench, DesignSettings settings, Limits limits) {
    Protection design = bench.protection(settings);
    Area area = bench.areas().of(design);
    Performance performance = Performance.of(design);
    double cycleLoss = performance.cycleLoss(bench.bare());
    double bandwidthLoss = performance.bandwidthLoss(bench.bare());
    boolean inTime = cycleLoss < limits.cycleLoss() && bandwidthLoss < limits.bandwidthLoss();
    DesignTally tally = inTime ? bench.tally(design) : null;
    return new Evaluation(
        area.totalUm2(),
        area.overhead(bench.areas().bare()),
        cycleLoss,
        bandwidthLoss,
        inTime ? tally.drop() : null,
        inTime ? tally.dropBoundOnOtherImages() : null);
  }

  /**
   * As the search sees it: the design is for other images than these few, so the bound of the drop
   * on others must stay below the limit.
   */
  Sample sample(int[] point, Limits limits) {
    return new Sample(
        point,
        areaOverhead,
        new double[] {
          drop == null ? Double.NaN : excess(dropBound, limits.accuracyLoss()),
          excess(cycleLoss, limits.cycleLoss()),
          excess(bandwidthLoss, limits.bandwidthLoss())
        });
  }

  /** Whether the limits hold on these images, the upper end of the drop's interval included. */
  boolean holds(Limits limits) {
    return drop != null
        && drop.high() < limits.accuracyLoss()
        && cycleLoss < limits.cycleLoss()
        && bandwidthLoss < limits.bandwidthLoss();
  }

  /** On a logarithmic scale, so that hopeless points do not drown those near the limit. */
  private static double excess(double loss, double limit) {
    return StrictMath.log((Math.max(0, loss) + LEAST_LOSS) / (limit + LEAST_LOSS));
  }
}
