package io.faultmesh.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.OnnxImporter;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.network.quantisation.Quantiser;
import io.faultmesh.oracle.generated.ExportedNetworks;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * No accepted file gives a silently different result: every node of generated networks, computed in
 * integers from ONNX Runtime's own floats, lies next to ONNX Runtime's result; in every third
 * network tensors that cannot be negative are uint8. 2,000 networks with {@code
 * -Dfaultmesh.full=true}.
 */
class DifferentialFuzzTest {
  private static final int NETWORKS =
      Integer.getInteger("faultmesh.fuzz", Boolean.getBoolean("faultmesh.full") ? 2_000 : 250);

  /** One in so many networks is one that an exporter would write. */
  private static final int EXPORTED = 20;

  /** Of the largest value: what 8 bits of inputs and weights may cost one node. */
  private static final double SHARE = 0.06;

  @Test
  void everyNodeOfAnAcceptedFileLiesNextToOnnxRuntimesFloat() {
    List<String> differences = new ArrayList<>();
    int refused = 0;
    for (long seed = 0; seed < NETWORKS; seed++) {
      byte[] onnx = seed % EXPORTED == 0 ? exported(seed) : GeneratedNetworks.unusual(seed);
      long own = seed;
      try {
        GeneratedNetworks.load(onnx, file -> differences.addAll(compare(file, own)));
      } catch (BadInputException e) {
        // Refused files have no result; but ONNX Runtime must run what the generator writes.
        assertThat(e.getMessage()).as("seed " + seed).doesNotContain("ONNX Runtime");
        refused++;
      }
    }
    assertThat(differences).isEmpty();
    assertThat(refused).isLessThan(NETWORKS / 4);
  }

  /** A small network as PyTorch exports it. */
  private static byte[] exported(long seed) {
    Random random = new Random(seed);
    ExportedNetworks.Kind[] kinds = ExportedNetworks.Kind.values();
    return ExportedNetworks.of(kinds[random.nextInt(kinds.length)], 11 + random.nextInt(8), seed);
  }

  private static List<String> compare(Path file, long seed) {
    Network network = OnnxImporter.load(file);
    float[] pixels = new float[network.input().shape().size()];
    Random random = new Random(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    boolean unsigned = seed % 3 == 1;
    var settings = new QuantisationSettings(null, null, null, null, null, null, null, unsigned);
    Calibration calibration = new Calibration(network, settings);
    Map<Tensor, float[]> floats;
    try (FloatNetwork reference = new FloatNetwork(file, network, Calibration.observed(network))) {
      floats = reference.run(pixels);
    }
    calibration.observe(0, floats);
    IntegerNetwork integers = Quantiser.quantise(network, calibration, settings);
    // Of tensors of one name the last one lies in the order of the file.
    Map<String, Tensor> last = new HashMap<>();
    network.nodes().forEach(node -> last.put(node.output().name(), node.output()));
    List<String> differences = new ArrayList<>();
    SlowReference.golden(
        integers,
        integers.quantiseInput(pixels),
        (node, values) -> {
          Tensor output = node.output();
          float[] expected = floats.get(output);
          if (expected == null || output.name().isEmpty() || last.get(output.name()) != output) {
            return values;
          }
          Quantisation format = integers.format(output);
          double most = 0;
          double off = 0;
          byte[] forced = new byte[values.length];
          for (int i = 0; i < values.length; i++) {
            most = Math.max(most, Math.abs(expected[i]));
            double real = (double) format.scale() * format.steps(values[i]);
            off = Math.max(off, Math.abs(real - expected[i]));
            forced[i] = (byte) format.quantise(expected[i]);
          }
          if (!(off <= SHARE * most + noise(integers, node, floats))) {
            differences.add(
                "seed "
                    + seed
                    + ": "
                    + node.getClass().getSimpleName()
                    + " "
                    + output.name()
                    + " of "
                    + output.shape()
                    + " is off by "
                    + off
                    + ", largest "
                    + most
                    + ", allowed noise "
                    + noise(integers, node, floats));
          }
          return forced;
        });
    return differences;
  }

  /** What half a step of every input, and one of the result, may make of a value. */
  private static double noise(IntegerNetwork network, Node node, Map<Tensor, float[]> floats) {
    double noise = network.format(node.output()).scale();
    double gain = 1;
    if (node instanceof Convolution layer && !layer.isProduct()) {
      IntegerLayer own =
          network.layers().stream().filter(l -> l.node() == layer).findAny().orElseThrow();
      gain = gain(own);
    } else if (node instanceof LayerNormalisation normalisation) {
      gain = gain(normalisation, floats.get(normalisation.input()));
    }
    if (node.keepsScale() && node.inputs().get(0).name().equals(node.output().name())) {
      // A layer's results in another order: the layer's noise is theirs.
      Tensor results = node.inputs().get(0);
      return network.network().nodes().stream()
          .filter(other -> other.output().equals(results))
          .mapToDouble(layer -> noise(network, layer, floats))
          .sum();
    }
    for (Tensor input : node.inputs()) {
      noise += gain * network.format(input).scale() / 2;
    }
    return noise;
  }

  /** By the flattest vector: what is left of it is stretched to a deviation of 1. */
  private static double gain(LayerNormalisation node, float[] input) {
    int n = node.length();
    double least = Double.POSITIVE_INFINITY;
    for (int first = 0; first < input.length; first += n) {
      double sum = 0;
      double squares = 0;
      for (int i = first; i < first + n; i++) {
        sum += input[i];
        squares += (double) input[i] * input[i];
      }
      double variance = Math.max(0, squares / n - sum / n * sum / n);
      least = Math.min(least, Math.sqrt(variance + node.epsilon()));
    }
    double most = 0;
    for (float gamma : node.gamma()) {
      most = Math.max(most, Math.abs(gamma));
    }
    return 2 * most / least;
  }

  private static double gain(IntegerLayer layer) {
    double most = 0;
    int taps = layer.node().windowSize();
    for (int filter = 0; filter < layer.node().filters(); filter++) {
      double sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        sum += Math.abs(layer.weights()[filter * taps + tap] * layer.weightScales()[filter]);
      }
      most = Math.max(most, sum);
    }
    return most;
  }
}
