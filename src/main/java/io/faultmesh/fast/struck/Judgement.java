package io.faultmesh.fast.struck;

import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.Word;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** Guards that look at every sum, or every result, of one image at one layer. */
final class Judgement {
  private final LayerImage image;
  private final Convolution node;
  private final LayerProtection protection;
  private final FlipTally tally;
  private final Word word = Station.word();

  Judgement(LayerImage image, LayerProtection protection, FlipTally tally) {
    this.image = image;
    this.node = image.node();
    this.protection = protection;
    this.tally = tally;
  }

  /**
   * Judges finished sums; a repeated pass has those of repeated channels only.
   *
   * @param computed the places of those that are there
   */
  void sums(Sums sums, int pass, IntPredicate computed) {
    Station station = protection.station(FaultSite.ACCUMULATOR, pass);
    Sums expected = sums.again();
    BitSet repeated = protection.repeatedChannels();
    for (int filter = 0; filter < node.filters(); filter++) {
      if (pass > 0 && !repeated.get(filter)) {
        continue;
      }
      int bias = image.parameters().bias(filter);
      for (int pixel = 0; pixel < node.pixels(); pixel++) {
        int place = image.place(filter, pixel);
        if (!computed.test(place)) {
          continue;
        }
        int sum = sums.get(place) + bias;
        int left =
            station.judge(
                neuron(filter, pixel), sum, () -> expected.get(place) + bias, 0, word, tally);
        if (left != sum) {
          sums.set(place, left - bias);
        }
      }
    }
  }

  private long neuron(int filter, int pixel) {
    return (long) filter * node.pixels() + pixel;
  }

  /** Judges stored results. */
  void results(ByteBuffer results, int offset) {
    Station station = protection.station(FaultSite.ACTIVATION);
    IntegerLayer layer = image.layer();
    int zero = layer.output().zeroPoint() & 0xff;
    for (int filter = 0; filter < node.filters(); filter++) {
      for (int pixel = 0; pixel < node.pixels(); pixel++) {
        int place = image.place(filter, pixel);
        int stored = Layout.value(results.get(offset + place), layer.output()) & 0xff;
        int left =
            station.judge(neuron(filter, pixel), stored, () -> expected(place), zero, word, tally);
        if (left != stored) {
          int changed = (stored ^ left) & 0xff;
          results.put(offset + place, (byte) (results.get(offset + place) ^ changed));
        }
      }
    }
  }

  /** The result that nothing inside the array has changed. */
  private int expected(int place) {
    int sum = image.sum(place);
    return Layout.value(image.result(place, sum), image.layer().output()) & 0xff;
  }
}
