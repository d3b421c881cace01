package io.faultmesh.campaign.unit;

import io.faultmesh.experiment.Preparation;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fast.CampaignLane.Golden;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.measure.DesignTally;
import io.faultmesh.measure.PartTally;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.Exposure;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Adds up what a campaign's units give, design by design and rate by rate. */
public final class AccuracyMeasurement {

  /** One design at one bit error rate. */
  public record Cell(Protection protection, FaultPlan plan, Exposure exposure, DesignTally tally) {
    int layers() {
      return protection.layers().size();
    }
  }

  private final List<IntegerNetwork> networks;
  private final List<Protection> changingGolden;
  private final int trials;
  private final List<Cell> cells = new ArrayList<>();

  /** By network, and by the name of a design whose guards may change answers. */
  private final Map<Object, Long> goldenCorrect = new HashMap<>();

  private long images;

  /**
   * A measurement.
   *
   * @param networks all integer networks, the scenario's own first
   * @param recorded faults to play again; null to draw them
   */
  public AccuracyMeasurement(
      List<IntegerNetwork> networks,
      List<Protection> protections,
      Preparation prepared,
      FaultRecord recorded) {
    this(networks, protections, prepared, recorded, prepared.faults().trials());
  }

  /** A measurement of the first trials. */
  public AccuracyMeasurement(
      List<IntegerNetwork> networks,
      List<Protection> protections,
      Preparation prepared,
      FaultRecord recorded,
      int trials) {
    this.networks = networks;
    this.changingGolden = protections.stream().filter(Protection::changesGolden).toList();
    FaultSettings faults = prepared.faults();
    this.trials = trials;
    for (Protection protection : protections) {
      for (Ber ber : faults.points()) {
        FaultPlan plan = prepared.plan(ber, recorded);
        DesignTally tally =
            new DesignTally(trials, protection.layers().size(), plan.lastsForTrials());
        cells.add(new Cell(protection, plan, new Exposure(plan, protection), tally));
      }
    }
  }

  /** Every design at every rate in some trials, in this order. */
  public List<Run> runs(int firstTrial, int count) {
    List<Run> runs = new ArrayList<>();
    for (Cell cell : cells) {
      for (int trial = firstTrial; trial < firstTrial + count; trial++) {
        runs.add(new Run(cell.protection, cell.plan, trial));
      }
    }
    return runs;
  }

  /** Every design at every rate in every trial. */
  public List<Run> runs() {
    return runs(0, trials);
  }

  public int trials() {
    return trials;
  }

  /** Number of {@link #runs}. */
  public long runCount() {
    return (long) cells.size() * trials;
  }

  public List<Cell> cells() {
    return cells;
  }

  /** The struck layers of each cell. */
  public List<Integer> layers() {
    return cells.stream().map(Cell::layers).toList();
  }

  /** Designs with logits of their own without faults. */
  public List<Protection> changingGolden() {
    return changingGolden;
  }

  /** Logits without faults of the scenario's own network. */
  byte[][] golden(Golden golden) {
    return golden.golden().get(networks.get(0));
  }

  /** Logits without faults, by network and then by design that has its own. */
  List<byte[][]> owners(Golden golden) {
    List<byte[][]> all = new ArrayList<>();
    networks.forEach(network -> all.add(golden.golden().get(network)));
    changingGolden.forEach(design -> all.add(golden.ownGolden().get(design.name())));
    return all;
  }

  /** Adds the next unit of the plan. */
  public void add(UnitCounts counts) {
    WorkUnit unit = counts.unit();
    for (int cell = 0; cell < cells.size(); cell++) {
      cells.get(cell).tally.add(unit.firstTrial(), counts.cells().get(cell));
    }
    if (unit.firstTrial() == 0) {
      images += unit.images();
      for (int owner = 0; owner < counts.goldenCorrect().size(); owner++) {
        boolean shared = owner < networks.size();
        Object key =
            shared ? networks.get(owner) : changingGolden.get(owner - networks.size()).name();
        goldenCorrect.merge(key, counts.goldenCorrect().get(owner), Long::sum);
      }
    }
  }

  public long images() {
    return images;
  }

  /** The sums over trials of the range of images that was added last. */
  public UnitCounts ofRange(int firstImage, int rangeImages) {
    WorkUnit unit = new WorkUnit(0, firstImage, rangeImages, 0, 0);
    return counts(unit, List.of(), cell -> cell.tally.range());
  }

  /** The sums over images of each trial. */
  public UnitCounts ofTrials() {
    List<Long> golden = new ArrayList<>();
    networks.forEach(network -> golden.add(correct(network)));
    changingGolden.forEach(design -> golden.add(correct(design.name())));
    return counts(new WorkUnit(0, 0, 0, 0, trials), golden, cell -> cell.tally.ofTrials());
  }

  /** None where no image was measured. */
  private long correct(Object key) {
    return goldenCorrect.getOrDefault(key, 0L);
  }

  private UnitCounts counts(WorkUnit unit, List<Long> golden, Function<Cell, PartTally> part) {
    return new UnitCounts(unit, golden, cells.stream().map(part).toList(), List.of());
  }

  /** The accuracy of a design without faults. */
  public double goldenAccuracy(Protection design) {
    Long own = goldenCorrect.get(design.name());
    return own == null ? goldenAccuracy(design.network()) : (double) own / images;
  }

  public double goldenAccuracy(IntegerNetwork network) {
    return (double) goldenCorrect.get(network) / images;
  }
}
