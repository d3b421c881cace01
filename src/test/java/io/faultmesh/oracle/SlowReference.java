package io.faultmesh.oracle;

import io.faultmesh.fault.StuckBit;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Int8 inference with faults, in plain loops, straight from the words of the design: the second
 * opinion on what the engines compute.
 */
public final class SlowReference {

  /**
   * What an image gave.
   *
   * @param values every tensor's int8 values in (channel, y, x) order
   * @param flips counts by site, layer and bit, where there are any
   */
  public record Result(
      Map<Tensor, byte[]> values, byte[] logits, List<int[]> sums, Map<String, Long> flips) {}

  private final IntegerNetwork network;
  private final SlowDesign design;
  private final List<SlowFolds> folds = new ArrayList<>();
  private final List<List<StuckBit>> stuck = new ArrayList<>();

  public SlowReference(IntegerNetwork network, SlowDesign design) {
    this.network = network;
    this.design = design;
    boolean strikes = design.plan().strikes(FaultSite.OPERAND);
    boolean permanent = design.plan().strikes(FaultSite.PE);
    for (Convolution layer : network.network().layers()) {
      folds.add(strikes || permanent ? new SlowFolds(design.array(), layer) : null);
    }
    for (int replica = 0; replica < 3; replica++) {
      int elements = design.array().rows() * design.array().columns();
      stuck.add(design.plan().stuckBits(design.trial(), replica, elements));
    }
  }

  /** How a result's flip counts name a cell. */
  public static String cell(FaultSite site, int layer, int bit) {
    return SlowFlips.key(site, layer, bit);
  }

  /** The run without faults. */
  public static Result golden(IntegerNetwork network, byte[] image) {
    return new SlowReference(network, SlowDesign.golden(network)).run(image, 0);
  }

  /**
   * Runs one image.
   *
   * @param index in the whole data set
   */
  public Result run(byte[] image, int index) {
    Map<Tensor, byte[]> values = new HashMap<>();
    values.put(network.network().input(), image);
    SlowFlips flips = new SlowFlips(design.plan(), design.trial(), index);
    List<int[]> sums = new ArrayList<>();
    for (Node node : network.network().nodes()) {
      byte[] output;
      if (node instanceof Convolution) {
        IntegerLayer layer = network.layers().get(sums.size());
        SlowLayer slow =
            new SlowLayer(
                layer,
                design,
                folds.get(sums.size()),
                stuck,
                flips,
                values.get(layer.node().input()));
        output = slow.results();
        sums.add(slow.sums());
      } else {
        output = new SlowNodes(network, values).run(node);
      }
      values.put(node.output(), output);
    }
    return new Result(values, values.get(network.network().output()), sums, flips.counts());
  }
}
