package io.faultmesh.network.topology;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines of a topology as SCALE-Sim reads them (github.com/scalesim-project/scale-sim-v2, {@code
 * scalesim/topology_utils.py}, and its version 3): a heading, then a layer per line.
 *
 * <p>Convolutions have the columns layer name, input height and width (already padded), filter
 * height and width, channels, filters, stride; then perhaps a stride along the width, and a
 * sparsity {@code N:M}. Output sides are {@code ceil((input - filter + stride) / stride)}. A layer
 * with {@code DP} in its name is depthwise: as many layers of one channel. Matrix products have the
 * columns layer name, M, N, K, and are convolutions with 1xK filters over an MxK input. What
 * follows the last comma is a remark.
 */
final class LayerLines {
  private static final int MAX_LAYERS = 100_000;
  private static final int CONVOLUTION_NUMBERS = 7;
  private static final int MATRIX_NUMBERS = 3;

  private final Path file;
  private final List<TopologyLayer> layers = new ArrayList<>();
  private List<String> heading = List.of();

  LayerLines(Path file) {
    this.file = file;
  }

  /**
   * All layers.
   *
   * @throws BadInputException if a line cannot be understood; the message names the line
   */
  List<TopologyLayer> read(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (number == 1) {
        readHeading(line);
      } else if (!line.isBlank()) {
        add(number, fields(line));
      }
    }
    return layers;
  }

  private void readHeading(String line) {
    heading = List.of(fields(line.toLowerCase(Locale.ROOT)));
    if (isNumber(title(1))) {
      throw bad(1, "is a layer; the first line must be a heading");
    }
  }

  private static String[] fields(String line) {
    return line.strip().split("\\s*,\\s*", -1);
  }

  private static boolean isNumber(String field) {
    return field.matches("\\d+");
  }

  private BadInputException bad(int line, String what) {
    return new BadInputException(file + ":" + line + ": " + what);
  }

  private void add(int line, String[] fields) {
    boolean matrix =
        heading.size() > MATRIX_NUMBERS && heading.subList(1, 4).equals(List.of("m", "n", "k"));
    int count = matrix ? MATRIX_NUMBERS : CONVOLUTION_NUMBERS;
    if (fields.length <= count) {
      String wanted = matrix ? "a name, M, N and K" : "a name and 7 numbers";
      String hint = matrix ? "" : "; matrix products have the heading Layer,M,N,K,";
      String separator = fields.length == 1 ? "; commas separate fields" : "";
      throw bad(
          line,
          "a layer needs " + wanted + ", not " + fields.length + " fields" + separator + hint);
    }
    if (fields[0].isEmpty()) {
      throw bad(line, "the layer has no name");
    }
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = number(line, fields[i + 1]);
    }
    int strideX = matrix ? 1 : numbers[count - 1];
    for (int column = count + 1; column < fields.length; column++) {
      boolean last = column == fields.length - 1;
      if (!matrix && column == count + 1 && isStride(line, column, fields[column], last, strideX)) {
        strideX = number(line, fields[column]);
      } else {
        checkExtra(line, column, fields[column], last);
      }
    }
    try {
      addLayers(fields[0], matrix ? convolution(numbers) : numbers, strideX);
    } catch (IllegalArgumentException e) {
      throw bad(line, e.getMessage());
    }
  }

  private int number(int line, String field) {
    if (!field.matches("\\d{1,9}") || Integer.parseInt(field) < 1) {
      throw bad(line, "'" + field + "' is not a whole number from 1 to 999999999");
    }
    return Integer.parseInt(field);
  }

  private String title(int column) {
    return column < heading.size() ? heading.get(column) : "";
  }

  /** Whether a number behind the stride is the stride along the width. */
  private boolean isStride(int line, int column, String field, boolean last, int stride) {
    boolean other = title(column).contains("batch") || title(column).contains("spars");
    if (!isNumber(field) || other) {
      return false;
    }
    if (last && title(column).isEmpty() && number(line, field) != stride) {
      throw bad(
          line,
          "SCALE-Sim drops '"
              + field
              + "' behind the last comma; end the line with a comma if it counts");
    }
    return true;
  }

  /** Refuses what would change the layer; a remark at the end would not. */
  private void checkExtra(int line, int column, String field, boolean last) {
    boolean dense = field.isEmpty() || field.equals("1") || field.matches("(\\d+):\\1");
    boolean remark = last && !field.matches("[\\d.:%]+") && !title(column).contains("spars");
    if (!dense && !remark) {
      String name = title(column).isEmpty() ? "" : " (" + title(column) + ")";
      throw bad(
          line,
          Text.format(
              "column %d%s is '%s'; layers are dense and of one image, 1:1 or 1",
              column + 1, name, field));
    }
  }

  /** M, N, K as a convolution's numbers. */
  private static int[] convolution(int[] n) {
    return new int[] {n[0], n[2], 1, n[2], 1, n[1], 1};
  }

  private void addLayers(String name, int[] n, int strideX) {
    if (n[2] > n[0] || n[3] > n[1]) {
      throw new IllegalArgumentException("the filter is larger than the input");
    }
    if (!name.contains("DP")) {
      layers.add(new TopologyLayer(name, n[0], n[1], n[2], n[3], n[4], n[5], n[6], strideX));
      return;
    }
    if (layers.size() + n[4] > MAX_LAYERS) {
      throw new IllegalArgumentException("a topology has at most " + MAX_LAYERS + " layers");
    }
    for (int channel = 0; channel < n[4]; channel++) {
      String own = name + "Channel_" + channel;
      layers.add(new TopologyLayer(own, n[0], n[1], n[2], n[3], 1, n[5], n[6], strideX));
    }
  }
}
