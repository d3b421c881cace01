package io.faultmesh.machine;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A matrix product with its faults on the machine, watched for the sums that leave the array. */
final class ProductOnTheMachine {
  private static final double ANY_RATE = 0.5;

  private final MatrixProduct product;
  private final int[] sums;

  /** What it took and gave; cycles are numbered from 0. */
  record Outcome(long folds, long lastCycle, int[] sums) {}

  private record Delivery(int to, Message message) {}

  private ProductOnTheMachine(MatrixProduct product) {
    this.product = product;
    this.sums = new int[product.n() * product.m()];
  }

  static Outcome run(MatrixProduct product, ArraySettings array) {
    return new ProductOnTheMachine(product).run(array);
  }

  private Outcome run(ArraySettings array) {
    Protection design = design(array);
    DesignFaults faults = new DesignFaults(plan(), 0, design, new FlipTally(1));
    Machine machine = Machine.of(design, SingleLayer.IDEAL, faults, 0, pixels());
    Queue<Delivery> moving = new ArrayDeque<>();
    List<Message.Finished> finished = new ArrayList<>();
    moving.add(new Delivery(Machine.FIRST, machine.begin()));
    Outbox outbox =
        (to, message) -> {
          watch(message);
          if (to == Machine.OUTSIDE) {
            finished.add((Message.Finished) message);
          } else {
            moving.add(new Delivery(to, message));
          }
        };
    while (!moving.isEmpty()) {
      Delivery next = moving.remove();
      machine.deliver(next.to, next.message, outbox);
    }
    LayerReport report = machine.result(finished.get(0)).layers().get(0);
    return new Outcome(report.folds(), report.cycles(), sums);
  }

  /** Sums as they leave the array, and as flips and votes leave them on their way out. */
  private void watch(Message message) {
    if (message instanceof Message.ColumnSums column && column.job().isLastTile()) {
      for (int place = 0; place < column.sums().length; place++) {
        sums[column.job().neuron(column.column(), place)] = column.sums()[place];
      }
    } else if (message instanceof Message.Decided decided && decided.stage() == Stage.SUM) {
      for (int place = 0; place < decided.values().length; place++) {
        sums[decided.batch().neurons()[place]] = decided.values()[place];
      }
    }
  }

  private Protection design(ArraySettings array) {
    int bits = product.votedBits();
    DesignSettings settings =
        new DesignSettings(null, null, null, null, null, null, bits, null, null, null, null);
    return Protection.of(settings, network(), array, DppuSettings.DEFAULT, Importance.none(1));
  }

  /** A 1x1 convolution over an image of M pixels with K channels. */
  private IntegerNetwork network() {
    IntegerNetwork seeded =
        SingleLayer.of(product.m(), 1, 1, 1, product.k(), product.n()).network();
    IntegerLayer layer = seeded.layers().get(0);
    IntegerLayer own =
        new IntegerLayer(
            0,
            layer.node(),
            layer.input(),
            layer.output(),
            product.weights(),
            layer.weightScales(),
            layer.bias(),
            layer.requantiser(),
            product.truncations());
    return new IntegerNetwork(
        seeded.network(),
        List.of(layer.input(), layer.output()),
        List.of(own),
        seeded.means(),
        seeded.rescalers(),
        seeded.adders());
  }

  private byte[] pixels() {
    byte[] pixels = new byte[product.inputs().length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i % product.k() * product.m() + i / product.k()] = product.inputs()[i];
    }
    return pixels;
  }

  private FaultPlan plan() {
    FaultRecord record = new FaultRecord("product", true);
    for (MatrixProduct.Flip flip : product.flips()) {
      record.add(place(0, flip.site(), flip.copy()), flip.address());
    }
    for (MatrixProduct.Stuck stuck : product.stuck()) {
      record.add(
          place(Draw.ALL, FaultSite.PE, stuck.copy()),
          new StuckBit(stuck.element(), stuck.bit(), stuck.one()));
    }
    List<FaultSite> sites = new ArrayList<>(MatrixProduct.SITES);
    sites.add(FaultSite.PE);
    FaultSettings settings = new FaultSettings(List.of(ANY_RATE), sites, 1, 1L, null, null, null);
    return new FaultPlan(settings, Ber.of(ANY_RATE), record);
  }

  /** Stuck bits belong to no image and no layer. */
  private static Draw place(int layer, FaultSite site, int copy) {
    return Draw.of(ANY_RATE, 0, layer, layer, site).ofCopy(copy);
  }
}
