package io.faultmesh.optimize;

import io.faultmesh.campaign.MachineOverhead;
import io.faultmesh.campaign.Workbench;
import io.faultmesh.cost.Area;
import io.faultmesh.cost.Performance;
import io.faultmesh.measure.Estimate;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Goal;
import io.faultmesh.scenario.OptimiseSettings;
import io.faultmesh.scenario.OptimiseSettings.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * What a design gave; overheads and losses are fractions, against the array without protection.
 *
 * @param energyOverhead null if nobody asked for it, or a cheaper limit is broken
 * @param drop null for a design that breaks a limit which needs no images
 */
record Evaluation(
    double areaUm2,
    double areaOverhead,
    double cycleLoss,
    double bandwidthLoss,
    Double energyOverhead,
    Estimate drop) {
  private static final double LEAST_LOSS = 0.005;

  /** The least that counts as below, or at and above, a limit. */
  private static final double LEAST_EXCESS = 1e-9;

  /**
   * A figure that must stay below its limit.
   *
   * @param name as under {@code optimise.limits}
   * @param value NaN if it was not measured
   */
  private record Constraint(String name, double value, double limit) {
    boolean isMissed() {
      return value >= limit;
    }

    /**
     * Below zero where it holds. On a logarithmic scale, so that hopeless points do not drown those
     * near the limit.
     */
    double excess() {
      double excess =
          StrictMath.log((Math.max(0, value) + LEAST_LOSS) / (Math.max(0, limit) + LEAST_LOSS));
      return value < limit ? Math.min(excess, -LEAST_EXCESS) : Math.max(excess, LEAST_EXCESS);
    }
  }

  static Evaluation of(Workbench bench, DesignSettings settings, OptimiseSettings wanted) {
    Protection design = bench.protection(settings);
    Area area = bench.areas().of(design);
    Performance performance = Performance.of(design);
    Evaluation cheap =
        new Evaluation(
            area.totalUm2(),
            area.overhead(bench.areas().bare()),
            performance.cycleLoss(bench.bare()),
            performance.bandwidthLoss(bench.bare()),
            null,
            null);
    // What breaks a limit is not measured further: a run of the machine and one on images cost
    // more. The closed form knows nothing of what checks that react take.
    boolean isTimed = wanted.needsEnergy() || bench.reacts(design);
    Evaluation timed =
        isTimed && cheap.missed(wanted.limits()).isEmpty()
            ? cheap.timed(bench.overhead(settings), bench.reacts(design), wanted.needsEnergy())
            : cheap;
    return timed.missed(wanted.limits()).isEmpty() ? timed.with(bench.tally(design).drop()) : timed;
  }

  private Evaluation timed(MachineOverhead machine, boolean reacts, boolean needsEnergy) {
    return new Evaluation(
        areaUm2,
        areaOverhead,
        reacts ? machine.cycles() : cycleLoss,
        reacts ? machine.dramBytes() : bandwidthLoss,
        needsEnergy ? Double.valueOf(machine.energy()) : null,
        drop);
  }

  private Evaluation with(Estimate loss) {
    return new Evaluation(areaUm2, areaOverhead, cycleLoss, bandwidthLoss, energyOverhead, loss);
  }

  /** A goal's figure, NaN if it was not measured. */
  double figure(Goal goal) {
    return switch (goal) {
      case AREA -> areaOverhead;
      case CYCLES -> cycleLoss;
      case ENERGY -> energyOverhead == null ? Double.NaN : energyOverhead;
      // The design is for other images than these few.
      case ACCURACY_LOSS -> drop == null ? Double.NaN : drop.populationBound();
    };
  }

  private List<Constraint> constraints(Limits limits) {
    List<Constraint> all = new ArrayList<>();
    all.add(new Constraint("accuracyLoss", figure(Goal.ACCURACY_LOSS), limits.accuracyLoss()));
    all.add(new Constraint("cycleLoss", cycleLoss, limits.cycleLoss()));
    all.add(new Constraint("bandwidthLoss", bandwidthLoss, limits.bandwidthLoss()));
    if (limits.area() != null) {
      all.add(new Constraint("area", areaOverhead, limits.area()));
    }
    if (limits.energy() != null) {
      all.add(new Constraint("energy", figure(Goal.ENERGY), limits.energy()));
    }
    return all;
  }

  /** As the search sees it. */
  Sample sample(int[] point, OptimiseSettings wanted) {
    double[] excess =
        constraints(wanted.limits()).stream().mapToDouble(Evaluation::excess).toArray();
    return new Sample(point, figure(wanted.minimise()), excess);
  }

  private static double excess(Constraint constraint) {
    return Double.isNaN(constraint.value) ? Double.NaN : constraint.excess();
  }

  /** The limits that it misses, by their keys; what was not measured misses none. */
  List<String> missed(Limits limits) {
    return constraints(limits).stream().filter(Constraint::isMissed).map(Constraint::name).toList();
  }

  /**
   * Whether all limits hold. It is the bound of the population's drop that must stay below its
   * limit.
   */
  boolean holds(Limits limits) {
    return drop != null && missed(limits).isEmpty();
  }
}
