package io.faultmesh.network.topology;

import io.faultmesh.network.Clip;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Requantiser;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FileErrors;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A topology: one convolution per line, each a network of its own. Columns are layer name, input
 * height and width (already padded), filter height and width, channels, filters, stride. Output
 * sides are {@code ceil((input - filter + stride) / stride)}; values are seeded int8, and the
 * result is bits 8 to 15 of the sum.
 */
public final class TopologyFile {
  private static final int NUMBERS = 7;
  private static final int TRUNCATION = 8;
  private static final int MAX_WEIGHT = 127;
  private static final long MAX_VALUES = 1L << 28;

  private TopologyFile() {}

  /**
   * Reads a file; weights are drawn anew for each layer when it is asked for.
   *
   * @throws BadInputException if a line cannot be understood; the message names the line
   */
  public static List<TopologyLayer> read(Path file) {
    FileErrors.requireFile(file);
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new BadInputException(file + ": not a text file", e);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read", e);
    }
    List<TopologyLayer> layers = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        layers.add(parse(file + ":" + (i + 1) + ": ", lines.get(i)));
      }
    }
    if (layers.isEmpty()) {
      throw new BadInputException(file + ": no layers (the first line is the heading)");
    }
    return layers;
  }

  private static TopologyLayer parse(String place, String line) {
    String[] fields = line.strip().split("\\s*,\\s*", -1);
    int given =
        fields.length > 0 && fields[fields.length - 1].isEmpty()
            ? fields.length - 1
            : fields.length;
    if (given != NUMBERS + 1) {
      throw new BadInputException(
          place + "a layer needs a name and " + NUMBERS + " numbers, not " + given + " fields");
    }
    int[] numbers = new int[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      try {
        numbers[i] = Integer.parseInt(fields[i + 1].strip());
      } catch (NumberFormatException e) {
        throw new BadInputException(place + "'" + fields[i + 1] + "' is not a whole number", e);
      }
      if (numbers[i] < 1) {
        throw new BadInputException(place + "numbers must be positive, not " + numbers[i]);
      }
    }
    String name = fields[0].strip();
    if (name.isEmpty()) {
      throw new BadInputException(place + "the layer has no name");
    }
    try {
      return layer(name, numbers);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new BadInputException(place + e.getMessage(), e);
    }
  }

  private static TopologyLayer layer(String name, int[] n) {
    int stride = n[6];
    Window window = new Window(n[2], n[3], stride, stride, 0, 0, 0, 0, 1, 1);
    Shape in = new Shape(n[4], n[0], n[1]);
    if (n[2] > n[0] || n[3] > n[1]) {
      throw new IllegalArgumentException("the filter is larger than the input");
    }
    Shape out = new Shape(n[5], side(n[0], n[2], stride), side(n[1], n[3], stride));
    if ((long) n[5] * n[4] * n[2] * n[3] > MAX_VALUES) {
      throw new IllegalArgumentException("the layer has more than 2^28 weights");
    }
    return new TopologyLayer(name, in, out, window);
  }

  private static int side(int input, int filter, int stride) {
    return (input - filter + stride + stride - 1) / stride;
  }

  /** One line of a topology. */
  public record TopologyLayer(String name, Shape input, Shape output, Window window) {

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
              name, in, out, window, 1, new float[count], new float[filters], Clip.NONE, null);
      int[] multipliers = new int[filters];
      // Twice the value, shifted once more.
      Arrays.fill(multipliers, 2);
      Requantiser requantiser =
          new Requantiser(multipliers, TRUNCATION + 1, Byte.MIN_VALUE, Byte.MAX_VALUE);
      int[] truncations = new int[filters];
      Arrays.fill(truncations, TRUNCATION);
      IntegerLayer layer =
          new IntegerLayer(0, node, weights, new int[filters], requantiser, truncations);
      return new IntegerNetwork(
          new Network(in, out, List.of(node), 2, Map.of()),
          new double[] {1, 1},
          List.of(layer),
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
