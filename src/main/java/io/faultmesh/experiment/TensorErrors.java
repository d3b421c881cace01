package io.faultmesh.experiment;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Node;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.quantisation.Calibration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far every tensor of a quantised network lies from the float network's, over some images. */
public final class TensorErrors {
  private final IntegerNetwork integers;
  private final Map<Tensor, Sum> sums = new HashMap<>();

  /**
   * One tensor's errors, in its real unit.
   *
   * @param step what one unit of its 8 bits stands for
   * @param decibels power of the float values over that of the errors; infinite without errors
   */
  public record Row(
      String tensor,
      String operation,
      double step,
      double meanError,
      double largestError,
      double decibels) {}

  /** Sums over values. */
  private static final class Sum {
    private long count;
    private double errors;
    private double largest;
    private double errorPower;
    private double power;

    private void add(double real, double expected) {
      double error = Math.abs(real - expected);
      count++;
      errors += error;
      largest = Math.max(largest, error);
      errorPower += error * error;
      power += expected * expected;
    }
  }

  private TensorErrors(IntegerNetwork integers) {
    this.integers = integers;
    // Of tensors of one name the last one lies in the order of the file.
    Map<String, Tensor> last = new HashMap<>();
    for (Node node : integers.network().nodes()) {
      if (!node.output().name().isEmpty()) {
        last.put(node.output().name(), node.output());
      }
    }
    last.values().forEach(tensor -> sums.put(tensor, new Sum()));
  }

  /**
   * Compares on the first test images.
   *
   * @param file of the float network
   */
  static List<Row> measure(IntegerNetwork integers, Path file, TestImages images, int count) {
    TensorErrors errors = new TensorErrors(integers);
    List<Tensor> observed = Calibration.observed(integers.network());
    try (FloatNetwork floats = new FloatNetwork(file, integers.network(), observed);
        FastEngine engine = new FastEngine(integers);
        FastEngine.Lane lane = engine.lane(1)) {
      for (int i = 0; i < Math.min(count, images.count()); i++) {
        int index = images.firstIndex() + i;
        LabelledImage image = images.test(index);
        Map<Tensor, float[]> expected = floats.run(image.pixels());
        lane.load(List.of(TestImages.quantise(image, integers, index)));
        errors.add(lane, expected);
      }
    }
    return errors.rows();
  }

  private void add(FastEngine.Lane lane, Map<Tensor, float[]> expected) {
    List<Node> nodes = integers.network().nodes();
    for (int i = 0; i < nodes.size(); i++) {
      lane.step(i, 1, Strikes.NONE);
      Tensor tensor = nodes.get(i).output();
      float[] floats = expected.get(tensor);
      Sum sum = sums.get(tensor);
      if (sum == null || floats == null) {
        continue;
      }
      Quantisation format = integers.format(tensor);
      byte[] values = lane.values(tensor, 0);
      for (int v = 0; v < values.length; v++) {
        sum.add((double) format.scale() * format.steps(values[v]), floats[v]);
      }
    }
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Node node : integers.network().nodes()) {
      Sum sum = sums.get(node.output());
      if (sum != null && sum.count > 0) {
        rows.add(
            new Row(
                node.output().name(),
                node.getClass().getSimpleName(),
                integers.format(node.output()).scale(),
                sum.errors / sum.count,
                sum.largest,
                10 * Math.log10(sum.power / sum.errorPower)));
      }
    }
    return rows;
  }
}
