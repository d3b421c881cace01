package io.faultmesh.fast;

import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSettings;
import java.util.ArrayList;
import java.util.List;

/** Runs single images and shows what every struck layer gives. */
public final class Inspection implements AutoCloseable {
  private final IntegerNetwork network;
  private final FastEngine engine;
  private final FastEngine.Lane lane;

  /**
   * What an image gave.
   *
   * @param layers results of each struck layer, in (channel, y, x) order
   * @param logits the network's output
   * @param flips every flip that fell, those that outlast the image among them
   */
  public record Values(List<byte[]> layers, byte[] logits, FlipLog flips) {
    public Values {
      layers = List.copyOf(layers);
    }
  }

  public Inspection(IntegerNetwork network) {
    this.network = network;
    this.engine = new FastEngine(network, KernelKind.FUSED);
    this.lane = engine.lane(1);
  }

  /** Runs an image on a design without faults. */
  public Values golden(Protection design, byte[] image) {
    return struck(new Run(design, new FaultPlan(FaultSettings.NONE, 0), 0), image, 0);
  }

  /**
   * Runs an image on a design that faults strike.
   *
   * @param index the image's number in the data set, which its faults go by
   */
  public Values struck(Run run, byte[] image, int index) {
    FaultStrikes strikes =
        new FaultStrikes(
            run.protection(), run.plan(), run.trial(), Campaign.registers(run), index, 1, true);
    lane.load(List.of(image));
    List<byte[]> layers = new ArrayList<>();
    List<Node> nodes = network.network().nodes();
    for (int i = 0; i < nodes.size(); i++) {
      lane.step(i, 1, strikes);
      if (nodes.get(i) instanceof Convolution layer) {
        layers.add(lane.values(layer.output(), 0));
      }
    }
    FlipTally flips = Campaign.perTrialFlips(run, new FlipLog());
    flips.add(strikes.tallies()[0]);
    return new Values(layers, lane.values(network.network().output(), 0), flips.log());
  }

  @Override
  public void close() {
    lane.close();
    engine.close();
  }
}
