package io.faultmesh.fast;

import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs images under one design after the other; one thread has it at a time. */
public final class CampaignLane implements AutoCloseable {
  private static final FaultPlan NO_FAULTS = new FaultPlan(FaultSettings.NONE, 0);

  /**
   * What images give without faults.
   *
   * @param firstIndex index in the whole set of the first image
   * @param golden logits without protection, by network and image
   * @param ownGolden logits of designs whose guards may change them, by name
   */
  public record Golden(
      int firstIndex,
      int[] labels,
      Map<IntegerNetwork, byte[][]> golden,
      Map<String, byte[][]> ownGolden) {

    /** A design's logits without faults, by image. */
    public byte[][] of(Protection design) {
      byte[][] own = ownGolden.get(design.name());
      return own == null ? golden.get(design.network()) : own;
    }
  }

  /**
   * What images give under a run's faults.
   *
   * @param logits by image
   * @param flips by image
   */
  public record Struck(byte[][] logits, FlipTally[] flips) {}

  private final TestImages images;
  private final List<Protection> changingGolden;
  private final Map<IntegerNetwork, FastEngine.Lane> lanes = new HashMap<>();
  private final Map<String, Long> nanosByDesign = new HashMap<>();
  private Golden current;

  /**
   * A lane.
   *
   * @param changingGolden designs with logits of their own without faults
   * @param most images at once
   */
  CampaignLane(
      Map<IntegerNetwork, FastEngine> engines,
      TestImages images,
      List<Protection> changingGolden,
      int most) {
    this.images = images;
    this.changingGolden = changingGolden;
    engines.forEach((network, engine) -> lanes.put(network, engine.lane(most)));
  }

  /** Runs images without faults, unless they are those that the lane ran last. */
  public Golden golden(int first, int count) {
    if (current != null && current.firstIndex == first && current.labels.length == count) {
      return current;
    }
    current = null;
    List<LabelledImage> decoded = new ArrayList<>();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      decoded.add(images.test(first + i));
      labels[i] = decoded.get(i).label();
    }
    Map<IntegerNetwork, byte[][]> golden = new HashMap<>();
    lanes.forEach(
        (network, lane) -> {
          List<byte[]> inputs = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            inputs.add(TestImages.quantise(decoded.get(i), network, first + i));
          }
          golden.put(network, lane.run(inputs, Strikes.NONE));
        });
    Map<String, byte[][]> ownGolden = new HashMap<>();
    for (Protection design : changingGolden) {
      Strikes none = new FaultStrikes(design, NO_FAULTS, 0, null, first, count, false);
      ownGolden.put(design.name(), lanes.get(design.network()).run(none));
    }
    current = new Golden(first, labels, golden, ownGolden);
    return current;
  }

  /**
   * Strikes the images that the lane ran last without faults.
   *
   * @param registers of the run, see {@link Campaign#registers}
   * @param keepsFlips whether every flip is kept beside the counts
   */
  public Struck strike(Run run, Registers[][] registers, boolean keepsFlips) {
    Protection design = run.protection();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    FaultStrikes strikes =
        new FaultStrikes(
            design,
            run.plan(),
            run.trial(),
            registers,
            current.firstIndex,
            current.labels.length,
            keepsFlips);
    byte[][] logits = lanes.get(design.network()).run(strikes);
    nanosByDesign.merge(design.name(), threads.getCurrentThreadCpuTime() - start, Long::sum);
    return new Struck(logits, strikes.tallies());
  }

  /** CPU time that images under faults took, by the design's name. */
  Map<String, Long> nanosByDesign() {
    return nanosByDesign;
  }

  @Override
  public void close() {
    lanes.values().forEach(FastEngine.Lane::close);
  }
}
