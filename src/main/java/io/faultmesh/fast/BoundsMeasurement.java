package io.faultmesh.fast;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.fast.struck.LayerImage;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fast.struck.Sums;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.LayerBounds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** What sums and results of an integer network lie between over some images, without faults. */
public final class BoundsMeasurement {
  private static final int BATCH = 8;

  private final IntegerNetwork network;
  private final List<LayerBounds> bounds = new ArrayList<>();

  private BoundsMeasurement(IntegerNetwork network) {
    this.network = network;
    for (IntegerLayer layer : network.layers()) {
      int channels = layer.node().filters();
      bounds.add(
          new LayerBounds(
              filled(channels, Integer.MAX_VALUE),
              filled(channels, Integer.MIN_VALUE),
              filled(channels, Integer.MAX_VALUE),
              filled(channels, Integer.MIN_VALUE)));
    }
  }

  private static int[] filled(int length, int value) {
    int[] values = new int[length];
    Arrays.fill(values, value);
    return values;
  }

  /**
   * Runs images and looks.
   *
   * @param images 8-bit images in (channel, y, x) order by number
   * @return bounds by layer
   */
  public static List<LayerBounds> of(
      IntegerNetwork network, IntFunction<byte[]> images, int count) {
    BoundsMeasurement measurement = new BoundsMeasurement(network);
    try (FastEngine engine = new FastEngine(network, KernelKind.FUSED);
        FastEngine.Lane lane = engine.lane(BATCH)) {
      for (int first = 0; first < count; first += BATCH) {
        List<byte[]> batch = new ArrayList<>();
        for (int i = first; i < Math.min(count, first + BATCH); i++) {
          batch.add(images.apply(i));
        }
        lane.run(batch, measurement.new Looking());
      }
    }
    return measurement.bounds;
  }

  private final class Looking implements Strikes {
    @Override
    public boolean reachesSums(IntegerLayer layer) {
      return true;
    }

    @Override
    public void sums(LayerImage place, int image, Sums sums, ByteBuffer results, int offset) {
      Convolution node = place.node();
      LayerBounds own = bounds.get(place.layer().index());
      for (int i = 0; i < node.neurons(); i++) {
        int channel = i % node.filters();
        int sum = sums.get(i) + network.layers().get(place.layer().index()).bias()[channel];
        own.leastSum()[channel] = Math.min(own.leastSum()[channel], sum);
        own.mostSum()[channel] = Math.max(own.mostSum()[channel], sum);
      }
    }

    @Override
    public void results(
        IntegerLayer layer, LayerImage place, int image, ByteBuffer values, int offset) {
      Convolution node = layer.node();
      LayerBounds own = bounds.get(layer.index());
      for (int i = 0; i < node.neurons(); i++) {
        int channel = i % node.filters();
        int result = Layout.value(values.get(offset + i), layer.output());
        own.leastResult()[channel] = Math.min(own.leastResult()[channel], result);
        own.mostResult()[channel] = Math.max(own.mostResult()[channel], result);
      }
    }
  }
}
