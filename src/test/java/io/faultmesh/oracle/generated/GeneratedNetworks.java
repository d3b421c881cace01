package io.faultmesh.oracle.generated;

import io.faultmesh.network.Ensemble;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.network.quantisation.Quantiser;
import io.faultmesh.oracle.generated.RandomOperators.Value;
import io.faultmesh.scenario.DesignSettings.Combine;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Small random networks, each from one seed, that together use every supported operator. */
public final class GeneratedNetworks {
  private static final int CALIBRATION_IMAGES = 4;
  private static final int[] OPSETS = {7, 9, 10, 11, 12, 13, 15, 17, 18, 21};

  private GeneratedNetworks() {}

  /** The ONNX file of a seed, for images of any shape. */
  public static byte[] onnx(long seed) {
    Random random = new Random(seed);
    int channels = 1 + random.nextInt(4);
    int height = 4 + random.nextInt(6);
    return onnx(seed, new Shape(channels, height, 4 + random.nextInt(6)));
  }

  /** The ONNX file of a seed, for images of a given shape. */
  public static byte[] onnx(long seed, Shape image) {
    Random random = new Random(~seed);
    OnnxGraph graph = new OnnxGraph(OPSETS[random.nextInt(OPSETS.length)]);
    Supplier<Float> weights = () -> (float) (0.4 * random.nextGaussian());
    RandomOperators operators = new RandomOperators(graph, random, weights);
    RandomShapes shapes = new RandomShapes(graph, random, weights);
    RandomForms forms = new RandomForms(graph, random, weights);
    RandomFunctions functions = new RandomFunctions(graph, random, weights);
    RandomVectors vectors = new RandomVectors(graph, random, weights);
    String input = graph.input(image.channels(), image.height(), image.width());
    Value value = new Value(input, image);
    int steps = 2 + random.nextInt(5);
    for (int i = 0; i < steps; i++) {
      Value next =
          switch (random.nextInt(5)) {
            case 2 -> vector(random, vectors, value);
            case 0 -> form(random, operators, forms, value);
            case 1 -> function(random, operators, functions, value);
            default -> step(random, operators, shapes, value);
          };
      if (next.shape().size() <= 600) {
        value = next;
      }
    }
    return graph.toBytes(head(random, operators, shapes, value).name());
  }

  /** A seed's file with attributes that the importer may refuse, in any operator set. */
  public static byte[] unusual(long seed) {
    Random random = new Random(seed);
    OnnxGraph graph = new OnnxGraph(7 + random.nextInt(15));
    Supplier<Float> weights = () -> (float) (0.4 * random.nextGaussian());
    RandomAttributes attributes = new RandomAttributes(graph, random, weights);
    RandomOperators operators = new RandomOperators(graph, random, weights);
    RandomShapes shapes = new RandomShapes(graph, random, weights);
    RandomForms forms = new RandomForms(graph, random, weights);
    RandomFunctions functions = new RandomFunctions(graph, random, weights);
    RandomVectors vectors = new RandomVectors(graph, random, weights);
    Shape image = new Shape(1 + random.nextInt(4), 3 + random.nextInt(6), 3 + random.nextInt(6));
    Value value = new Value(graph.input(image.channels(), image.height(), image.width()), image);
    int steps = 2 + random.nextInt(4);
    for (int i = 0; i < steps; i++) {
      Value next =
          switch (random.nextInt(9)) {
            case 0 -> vector(random, vectors, value);
            case 1 -> form(random, operators, forms, value);
            case 2 -> function(random, operators, functions, value);
            case 3, 4, 5 -> step(random, operators, shapes, value);
            default -> attributes.any(value);
          };
      if (next.shape().size() <= 600) {
        value = next;
      }
    }
    return graph.toBytes(head(random, operators, shapes, value).name());
  }

  private static Value step(
      Random random, RandomOperators operators, RandomShapes shapes, Value value) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> block(random, operators, value);
      case 3 ->
          operators.add(value, activation(random, operators, operators.sameConvolution(value)));
      case 4 -> {
        // The activation function reads a tensor that a skip connection reads as well.
        Value clipped = operators.relu(value);
        Value sum = operators.add(operators.sameConvolution(clipped), value);
        yield activation(random, operators, sum);
      }
      case 5 -> operators.maxPool(value);
      case 6 -> activation(random, operators, operators.averagePool(value, random.nextBoolean()));
      case 7 -> shapes.pad(value);
      case 8 -> operators.concatenate(value, operators.sameConvolution(value));
      case 9 -> operators.slice(value);
      case 10 -> operators.passThrough(value);
      default ->
          random.nextBoolean() ? operators.add(value, value) : operators.concatenate(value, value);
    };
  }

  private static Value form(
      Random random, RandomOperators operators, RandomForms forms, Value value) {
    return switch (random.nextInt(9)) {
      case 0, 1 -> activation(random, operators, forms.constant(value));
      case 2 -> forms.mean(value);
      case 3, 4 -> forms.transpose(value);
      case 5 -> forms.shuffle(value);
      case 6 -> forms.swapParts(value);
      case 7 -> forms.rows(value);
      default -> random.nextBoolean() ? forms.sum(value, value) : forms.oneDimension(value);
    };
  }

  private static Value function(
      Random random, RandomOperators operators, RandomFunctions functions, Value value) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> functions.function(operators.convolution(value));
      case 2 -> functions.function(value);
      case 3 -> functions.gated(value);
      default -> activation(random, operators, functions.pair(value));
    };
  }

  private static Value vector(Random random, RandomVectors vectors, Value value) {
    return switch (random.nextInt(5)) {
      case 0 -> vectors.softmax(value);
      case 1 -> vectors.layerNormalisation(value);
      case 2 -> vectors.attention(value);
      case 3 -> vectors.gather(value);
      default -> vectors.enlarge(value);
    };
  }

  private static Value block(Random random, RandomOperators operators, Value value) {
    Value next = operators.convolution(value);
    if (random.nextInt(3) == 0) {
      next = operators.batchNormalisation(next);
    }
    return activation(random, operators, next);
  }

  private static Value activation(Random random, RandomOperators operators, Value value) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> operators.relu(value);
      case 2 -> operators.relu6(value);
      default -> value;
    };
  }

  private static Value head(
      Random random, RandomOperators operators, RandomShapes shapes, Value value) {
    Value body = random.nextBoolean() ? operators.globalPool(value) : value;
    Value features = shapes.flatten(body);
    if (random.nextInt(3) == 0) {
      features = operators.relu(shapes.dense(features, 4 + random.nextInt(6)));
    }
    Value logits = shapes.dense(features, 2 + random.nextInt(8));
    return random.nextBoolean() ? shapes.softmax(logits) : logits;
  }

  /** A seed's network, imported. */
  public static Network network(long seed) {
    return load(onnx(seed), OnnxImporter::load);
  }

  /** A pre-quantised network of a seed: tensors are int8 or uint8 around any zero point. */
  public static IntegerNetwork prescribed(long seed) {
    return integers(RandomQuantised.onnx(seed), seed, QuantisationSettings.DEFAULT);
  }

  /** A network in integers, calibrated on a few seeded images. */
  public static IntegerNetwork integers(byte[] onnx, long seed, QuantisationSettings settings) {
    return load(
        onnx,
        file -> {
          Network network = OnnxImporter.load(file);
          Calibration calibration = new Calibration(network, settings);
          Random random = new Random(seed + 1);
          try (FloatNetwork reference =
              new FloatNetwork(file, network, Calibration.observed(network))) {
            for (int i = 0; i < CALIBRATION_IMAGES; i++) {
              calibration.observe(i, reference.run(pixels(random, network.input().shape())));
            }
          }
          return Quantiser.quantise(network, calibration, settings);
        });
  }

  /**
   * A seed's network in integers; every third has power-of-two requantisation, every fourth uint8
   * behind ReLUs.
   */
  public static IntegerNetwork integers(long seed) {
    Requantisation requantisation =
        seed % 3 == 2 ? Requantisation.POWER_OF_TWO : Requantisation.MULTIPLIER;
    boolean unsigned = seed % 4 == 1;
    return integers(
        onnx(seed),
        seed,
        new QuantisationSettings(null, null, requantisation, null, null, null, null, unsigned));
  }

  /** A seed's network under both requantisations, or under one twice: two to four members. */
  public static IntegerNetwork ensemble(long seed) {
    Random random = new Random(seed);
    QuantisationSettings shifts = new QuantisationSettings(null, Requantisation.POWER_OF_TWO, null);
    byte[] onnx = onnx(seed);
    List<IntegerNetwork> members = new ArrayList<>();
    int count = 2 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      QuantisationSettings settings = random.nextBoolean() ? QuantisationSettings.DEFAULT : shifts;
      members.add(integers(onnx, seed, settings));
    }
    return Ensemble.of(members, Combine.values()[random.nextInt(3)]);
  }

  private static float[] pixels(Random random, Shape shape) {
    float[] pixels = new float[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  /** Images as the network's integers. */
  public static List<byte[]> images(Random random, IntegerNetwork network, int count) {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(network.quantiseInput(pixels(random, network.network().input().shape())));
    }
    return images;
  }

  /** What to do with a file. */
  public interface FileUse<T> {
    T apply(Path file);
  }

  /** Puts bytes into a file for as long as somebody reads it. */
  public static <T> T load(byte[] bytes, FileUse<T> use) {
    try {
      Path file = Files.createTempFile("generated", ".onnx");
      try {
        Files.write(file, bytes);
        return use.apply(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
