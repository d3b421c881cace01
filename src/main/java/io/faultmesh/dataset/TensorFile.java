package io.faultmesh.dataset;

import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.file.TensorProtoFile;
import java.nio.file.Path;
import java.util.List;

/** One input of a network in a file of its own: a NumPy array, or a tensor in ONNX's format. */
public final class TensorFile {
  private TensorFile() {}

  /**
   * Reads an input as the network takes it, after preprocessing.
   *
   * @return values in (channel, y, x) order
   * @throws io.faultmesh.scenario.BadInputException if the file cannot be read, has another shape,
   *     or holds a value that is not finite
   */
  public static float[] read(Path file, Shape shape) {
    List<Long> sides;
    float[] values;
    if (file.getFileName().toString().endsWith(".npy")) {
      NpyFile array = NpyFile.read(file);
      sides = array.shape().stream().map(Integer::longValue).toList();
      values = new float[sides.stream().mapToInt(Long::intValue).reduce(1, Math::multiplyExact)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) array.value(i);
      }
    } else {
      TensorProtoFile tensor = TensorProtoFile.read(file);
      sides = tensor.shape();
      values = tensor.values();
    }
    check(file, sides, values, shape);
    return values;
  }

  private static void check(Path file, List<Long> sides, float[] values, Shape shape) {
    List<Long> wanted =
        List.of((long) shape.channels(), (long) shape.height(), (long) shape.width());
    boolean flat = sides.stream().filter(side -> side > 1).count() <= 1;
    if (values.length != shape.size()
        || !(flat || withoutOnes(sides).equals(withoutOnes(wanted)))) {
      throw DataFiles.bad(
          file, "holds a tensor of the shape " + sides + "; the network takes one " + shape);
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw DataFiles.bad(file, "holds a value that is not finite");
      }
    }
  }

  private static List<Long> withoutOnes(List<Long> sides) {
    return sides.stream().filter(side -> side > 1).toList();
  }
}
