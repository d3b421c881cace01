package io.faultmesh.machine.part;

import io.faultmesh.fault.CheckSink;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Outcome;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.work.FoldJob;
import io.faultmesh.machine.work.LayerJob;
import io.faultmesh.machine.work.ResultBatch;
import io.faultmesh.machine.work.TileSums;
import io.faultmesh.mapping.Fold;
import io.faultmesh.protection.TileCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Waits until all sums of a tile have left the array, holds them against their check sums, and lets
 * them go on.
 */
public final class Checker implements Component {
  /** The check sums leave the array a cycle behind the last sum; the comparison takes another. */
  private static final int CYCLES = 2;

  private final Floorplan plan;
  private final Map<FoldJob, List<Message.TileSums>> open = new LinkedHashMap<>();
  private FlipTally flips;
  private long products;
  private FaultProbe probe = FaultProbe.NONE;

  public Checker(Floorplan plan) {
    this.plan = plan;
  }

  @Override
  public void watchedBy(FaultProbe given) {
    probe = given;
  }

  @Override
  public void accept(Message message, Outbox outbox) {
    if (!(message instanceof Message.TileSums sums)) {
      throw MachineException.unexpected(plan.name(Floorplan.CHECKER), message);
    }
    FoldJob job = sums.batch().job();
    List<Message.TileSums> all = open.computeIfAbsent(job, key -> new ArrayList<>());
    all.add(sums);
    if (all.size() == job.usedColumns()) {
      open.remove(job);
      check(job, all, outbox);
    }
  }

  private void check(FoldJob job, List<Message.TileSums> all, Outbox outbox) {
    LayerJob layer = job.layer();
    Fold tile = job.tile();
    long cycle = 0;
    int[][] sums = new int[tile.pixels()][tile.filters()];
    for (Message.TileSums lane : all) {
      ResultBatch batch = lane.batch();
      cycle = Math.max(cycle, batch.cycle(lane.cycle(), batch.neurons().length - 1));
      for (int i = 0; i < batch.neurons().length; i++) {
        int neuron = batch.neurons()[i];
        sums[pixel(layer, tile, neuron)][filter(layer, tile, neuron)] =
            lane.sums()[i] - layer.faults().bias(layer.layer(), neuron / layer.node().pixels());
      }
    }
    cycle += CYCLES;
    TileCheck.Finding finding = find(job, sums, cycle);
    TileCheck check = layer.protection().tileCheck().orElseThrow();
    TileCheck.Again again = check.again(finding, layer.turn().attempt(), layer.node());
    for (Message.TileSums lane : all) {
      int[] left = lane.sums().clone();
      for (int i = 0; i < left.length && finding.changes().length > 0; i++) {
        int neuron = lane.batch().neurons()[i];
        left[i] -= finding.changes()[pixel(layer, tile, neuron)][filter(layer, tile, neuron)];
      }
      ResultBatch batch = lane.batch().again(again);
      outbox.send(plan.lane(batch.lane()), new Message.TileChecked(batch, left, cycle));
    }
  }

  private static int pixel(LayerJob layer, Fold tile, int neuron) {
    return neuron % layer.node().pixels() - tile.firstPixel();
  }

  private static int filter(LayerJob layer, Fold tile, int neuron) {
    return neuron / layer.node().pixels() - tile.firstFilter();
  }

  private TileCheck.Finding find(FoldJob job, int[][] sums, long cycle) {
    Fold tile = job.tile();
    TileSums checks = new TileSums(job);
    products += checks.products();
    int[] pixels = new int[tile.pixels()];
    int[] filters = new int[tile.filters()];
    for (int p = 0; p < pixels.length; p++) {
      for (int f = 0; f < filters.length; f++) {
        pixels[p] += sums[p][f];
        filters[f] += sums[p][f];
      }
    }
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] -= checks.ofPixel(tile.firstPixel() + p);
    }
    for (int f = 0; f < filters.length; f++) {
      filters[f] -= checks.ofFilter(tile.firstFilter() + f);
    }
    TileCheck.Finding finding = TileCheck.find(pixels, filters);
    if (job.layer().faults().isDrawn()) {
      tell(job, sums, finding, cycle);
    }
    return finding;
  }

  private void tell(FoldJob job, int[][] sums, TileCheck.Finding finding, long cycle) {
    LayerJob layer = job.layer();
    Fold tile = job.tile();
    boolean readRight = true;
    boolean leftRight = true;
    for (int p = 0; p < tile.pixels(); p++) {
      int[] window = layer.window(tile.firstFilter(), tile.firstPixel() + p);
      for (int f = 0; f < tile.filters(); f++) {
        int error = sums[p][f] - soundSum(layer, window, tile.firstFilter() + f);
        readRight &= error == 0;
        leftRight &= error == (finding.changes().length == 0 ? 0 : finding.changes()[p][f]);
      }
    }
    Outcome outcome = finding.verdict().outcome(readRight, leftRight);
    flips = layer.tally(flips);
    CheckSink sink = probe.checks(flips, job.index(), cycle);
    TileCheck check = layer.protection().tileCheck().orElseThrow();
    long first = (long) tile.firstFilter() * layer.node().pixels() + tile.firstPixel();
    if (outcome != Outcome.CLEAN) {
      sink.checked(check.cells(), layer.layer().index(), first, outcome);
    }
    if (check.stops(finding.verdict(), layer.turn().attempt())) {
      sink.stopped();
    }
  }

  /** The sum of a window's products with the weights that the network has, without bias. */
  private static int soundSum(LayerJob layer, int[] window, int filter) {
    int sum = 0;
    for (int tap = 0; tap < window.length; tap++) {
      sum += window[tap] * layer.soundWeight(filter, tap);
    }
    return sum;
  }

  @Override
  public MachineException unfinished() {
    for (Map.Entry<FoldJob, List<Message.TileSums>> tile : open.entrySet()) {
      Message.TileSums came = tile.getValue().get(0);
      return new MachineException(
          plan.name(Floorplan.CHECKER),
          came.cycle(),
          "has " + tile.getValue().size() + " of the columns of " + tile.getKey());
    }
    return null;
  }

  @Override
  public FlipTally flips() {
    return flips;
  }

  @Override
  public Activity activity() {
    return Activity.ofChecks(products);
  }
}
