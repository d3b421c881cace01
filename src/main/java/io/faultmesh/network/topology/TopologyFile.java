package io.faultmesh.network.topology;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.arithmetic.Requantiser;
import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.InputFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A topology: one convolution or matrix product per line, each a network of its own. Values are
 * seeded int8, and the result is bits 8 to 15 of the sum.
 */
public final class TopologyFile {
  private static final int MAX_BYTES = 1 << 24;
  private static final int TRUNCATION = 8;
  private static final int MAX_WEIGHT = 127;
  private static final long MAX_WEIGHTS = 1L << 28;

  private TopologyFile() {}

  /**
   * Reads a file; weights are drawn anew for each layer when it is asked for.
   *
   * @throws BadInputException if a line cannot be understood; the message names the line
   */
  public static List<TopologyLayer> read(Path file) {
    String text = InputFile.text(file, "topology", MAX_BYTES);
    List<TopologyLayer> layers = new LayerLines(file).read(text.replace("\uFEFF", ""));
    if (layers.isEmpty()) {
      throw new BadInputException(file + ": no layers (the first line is the heading)");
    }
    return layers;
  }

  /** One line of a topology. */
  public record TopologyLayer(String name, Shape input, Shape output, Window window) {
    public TopologyLayer {
      if ((long) output.channels() * input.channels() * window.area() > MAX_WEIGHTS) {
        throw new IllegalArgumentException("the layer has more than 2^28 weights");
      }
    }

    /** The layer alone, with weights drawn from a seed. */
    public IntegerNetwork network(long seed) {
      int filters = output.channels();
      int count = filters * input.channels() * window.area();
      byte[] weights = new byte[count];
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < count; i++) {
        weights[i] = (byte) random.nextInt(-MAX_WEIGHT, MAX_WEIGHT + 1);
      }
      Tensor in = new Tensor(0, "input", input);
      Tensor out = new Tensor(1, "output", output);
      Convolution node =
          new Convolution(
              name, in, out, window, 1, new float[count], new double[filters], Clip.NONE, null);
      float[] scales = new float[filters];
      Arrays.fill(scales, 1);
      float[] multipliers = new float[filters];
      Arrays.fill(multipliers, Math.scalb(1f, -TRUNCATION));
      Quantisation unit = Quantisation.symmetric(1);
      Quantisation result = Quantisation.symmetric(Math.scalb(1f, TRUNCATION));
      Requantiser requantiser = new Requantiser(multipliers, 0, result.lowest(), result.highest());
      int[] truncations = new int[filters];
      Arrays.fill(truncations, TRUNCATION);
      IntegerLayer layer =
          new IntegerLayer(
              0, node, unit, result, weights, scales, new int[filters], requantiser, truncations);
      return new IntegerNetwork(
          new Network(in, out, List.of(node), 2, Map.of()),
          List.of(unit, result),
          List.of(layer),
          Map.of(),
          Map.of(),
          Map.of());
    }

    /** A seeded int8 image. */
    public byte[] image(long seed) {
      byte[] image = new byte[input.size()];
      SplittableRandom random = new SplittableRandom(~seed);
      for (int i = 0; i < image.length; i++) {
        image[i] = (byte) random.nextInt(Byte.MIN_VALUE, Byte.MAX_VALUE + 1);
      }
      return image;
    }
  }
}
