package io.faultmesh.campaign;

import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.Campaign.Batch;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.actor.ActorMachine.Job;
import io.faultmesh.machine.probe.Witness;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The fast engine's campaign, run by actors: every design at every bit error rate in every trial
 * over all test images. Its batches are single images.
 */
final class MachineCampaign {
  private final AcceleratorSettings accelerator;
  private final List<Protection> bare;
  private final TestImages images;
  private final RunTrace trace;

  /**
   * Prepares a campaign.
   *
   * @param bare a design without protection for every network that a run or a golden pass needs
   * @param trace takes what happens in the runs
   */
  MachineCampaign(
      AcceleratorSettings accelerator, List<Protection> bare, TestImages images, RunTrace trace) {
    this.accelerator = accelerator;
    this.bare = bare;
    this.images = images;
    this.trace = trace;
  }

  /**
   * All jobs of a unit; {@code results} gets the images in order, on the thread that hands out
   * jobs.
   */
  Stream<Job> jobs(WorkUnit unit, List<Run> runs, Consumer<Batch> results) {
    int first = unit.firstImage();
    return IntStream.range(first, first + unit.images())
        .boxed()
        .flatMap(index -> new OneImage(index, runs, results).jobs());
  }

  /** All runs of one image; the last of them hands the image on. */
  private final class OneImage {
    private final int index;
    private final List<Run> runs;
    private final List<Protection> changingGolden;
    private final LabelledImage image;
    private final Consumer<Batch> results;
    private final Map<IntegerNetwork, byte[][]> golden = new HashMap<>();
    private final Map<String, byte[][]> ownGolden = new HashMap<>();
    private final byte[][][] logits;
    private final FlipTally[][] flips;
    private int missing;

    private OneImage(int index, List<Run> runs, Consumer<Batch> results) {
      this.index = index;
      this.runs = runs;
      this.changingGolden = Campaign.changingGolden(runs);
      this.logits = new byte[runs.size()][1][];
      this.flips = new FlipTally[runs.size()][1];
      this.missing = bare.size() + changingGolden.size() + runs.size();
      this.image = images.test(index);
      this.results = results;
    }

    private Stream<Job> jobs() {
      return Stream.concat(
          Stream.concat(
              bare.stream()
                  .map(design -> withoutFaults(design, l -> golden.put(design.network(), l))),
              changingGolden.stream()
                  .map(design -> withoutFaults(design, l -> ownGolden.put(design.name(), l)))),
          IntStream.range(0, runs.size()).mapToObj(this::struck));
    }

    private Job withoutFaults(Protection design, Consumer<byte[][]> logitsTo) {
      return new Job(
          () -> machine(design, null),
          result -> {
            logitsTo.accept(new byte[][] {result.logits()});
            end();
          });
    }

    private Job struck(int r) {
      Run run = runs.get(r);
      Protection design = run.protection();
      flips[r][0] = new FlipTally(design.layers().size());
      Witness witness = trace.witness(design);
      return new Job(
          () -> {
            FaultPlan plan = CycleWindow.within(run, index, pixels(design), accelerator);
            DesignFaults faults = new DesignFaults(plan, run.trial(), design, flips[r][0]);
            return machine(design, faults).watchedBy(witness);
          },
          result -> {
            logits[r][0] = result.logits();
            trace.add(FaultTrace.scope(run, index), witness, result.logits());
            end();
          });
    }

    private Machine machine(Protection design, DesignFaults faults) {
      return Machine.of(design, accelerator, faults, index, pixels(design));
    }

    private byte[] pixels(Protection design) {
      return TestImages.quantise(image, design.network(), index);
    }

    private void end() {
      missing--;
      if (missing == 0) {
        results.accept(
            new Batch(index, new int[] {image.label()}, golden, ownGolden, logits, flips));
      }
    }
  }
}
