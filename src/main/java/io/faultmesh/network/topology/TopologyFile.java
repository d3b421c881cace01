package io.faultmesh.network.topology;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.InputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A topology: one convolution or matrix product per line, each a network of its own. */
public final class TopologyFile {
  private static final int MAX_BYTES = 1 << 24;

  private TopologyFile() {}

  /** Whether a network's file is a topology, by its name. */
  public static boolean isTopology(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if a line cannot be understood; the message names the line
   */
  public static List<TopologyLayer> read(Path file) {
    String text = InputFile.text(file, "topology", MAX_BYTES);
    List<TopologyLayer> layers = new LayerLines(file).read(text);
    if (layers.isEmpty()) {
      throw new BadInputException(file + ": no layers (the first line is the heading)");
    }
    checkTotals(file, layers);
    return layers;
  }

  private static void checkTotals(Path file, List<TopologyLayer> layers) {
    long products = 0;
    long values = 0;
    try {
      for (TopologyLayer layer : layers) {
        products = Math.addExact(products, layer.macs());
        values = Math.addExact(values, layer.inputs());
        values = Math.addExact(values, layer.weights());
        values = Math.addExact(values, layer.outputs());
      }
    } catch (ArithmeticException e) {
      throw new BadInputException(
          file + ": all layers together have more than 2^63 products or values", e);
    }
  }
}
