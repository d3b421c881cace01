package io.faultmesh.fast;

import io.faultmesh.fast.kernel.AdditionKernel;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.fast.kernel.Slab;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.NodePlace;
import io.faultmesh.network.Shape;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;

/** An addition of two tensors, whose results may be struck where they lie. */
final class AdditionRunner {
  private final AdditionKernel kernel;
  private final NodePlace place;
  private final IntegerLayer layer;
  private final Shape shape;

  AdditionRunner(Node.Addition node, IntegerNetwork network, KernelKind fastest) {
    this.kernel =
        AdditionKernel.of(
            network.adders().get(node),
            network.format(node.left()),
            network.format(node.right()),
            network.format(node.output()),
            fastest);
    this.place = NodePlace.of(node, network.network());
    this.layer = place.layer() < 0 ? null : network.layers().get(place.layer());
    this.shape = node.output().shape();
  }

  AdditionKernel kernel() {
    return kernel;
  }

  void run(Slab left, Slab right, Slab output, int images, Strikes strikes) {
    kernel.run(left, right, output, images * shape.size());
    if (layer != null && strikes.reachesBehind(FaultSite.SUM, layer)) {
      for (int image = 0; image < images; image++) {
        strike(strikes, image, output.bytes());
      }
    }
  }

  private void strike(Strikes strikes, int image, ByteBuffer results) {
    int end = place.first() + place.count();
    strikes
        .behind(FaultSite.SUM, layer, image)
        .subMap(place.first(), end)
        .forEach(
            (value, mask) -> {
              int own = Layout.position(shape, value - place.first());
              int at = image * shape.size() + own;
              results.put(at, (byte) (results.get(at) ^ mask));
            });
  }
}
