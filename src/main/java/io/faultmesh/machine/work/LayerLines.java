package io.faultmesh.machine.work;

import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.SumTiles;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import io.faultmesh.protection.TileCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * Which lines of a layer's stored tensors its folds touch. An input line is one channel's image
 * row, a weight line one filter's weights of a K tile. Rows that a stride skips are touched with
 * their neighbours. Both operands of a product of activations are its input: one of its lines holds
 * a channel of either.
 */
public final class LayerLines {
  private final Convolution node;
  private final int tapTile;
  private final int tiles;
  private final SumTiles sums;

  /**
   * Lines side by side.
   *
   * @param address of the first byte within its tensor
   * @param lineBytes of each
   */
  public record Run(int firstLine, int lines, long address, int lineBytes) {}

  public LayerLines(LayerJob layer) {
    node = layer.node();
    // What a product multiplies by is no weight: the array sums it up as it streams in.
    sums = node.isProduct() ? null : layer.tiles();
    int windowSize = node.windowSize();
    tapTile = layer.mapping().isOutputStationary() ? windowSize : layer.mapping().rows();
    tiles = (windowSize + tapTile - 1) / tapTile;
  }

  public int inputLines() {
    return node.input().shape().channels() * node.input().shape().height();
  }

  public int inputLineBytes() {
    return node.input().shape().width();
  }

  public int weightLines() {
    return node.filters() * tiles + (sums == null ? 0 : sums.filterTiles() * tiles * checkLines());
  }

  /** Bytes of a weight line; a layer's last K tile may have shorter ones. */
  public int weightLineBytes() {
    return Math.min(node.windowSize(), tapTile);
  }

  /** Input lines of a fold, ascending. */
  public List<Run> inputs(FoldJob job) {
    Fold tile = job.tile();
    Window window = node.window();
    Shape in = node.input().shape();
    int width = node.output().shape().width();
    int firstY = tile.firstPixel() / width;
    int lastY = (tile.firstPixel() + tile.pixels() - 1) / width;
    int top = firstY == 0 ? 0 : Math.max(0, firstY * window.strideY() - window.padTop());
    int bottom =
        lastY == node.output().shape().height() - 1
            ? in.height()
            : lastY * window.strideY()
                - window.padTop()
                + Math.max(window.reachY(), window.strideY());
    int lines = Math.min(bottom, in.height()) - top;
    int firstChannel = tile.group() * node.inputChannelsPerGroup();
    int first = firstChannel + tile.firstTap() / window.area();
    int last = firstChannel + (tile.firstTap() + tile.taps() - 1) / window.area();
    List<Run> runs = new ArrayList<>();
    for (int c = first; c <= last && lines > 0; c++) {
      int line = c * in.height() + top;
      runs.add(new Run(line, lines, (long) line * in.width(), in.width()));
    }
    return runs;
  }

  /** Bytes of a checksum weight: each has lines of its own. */
  private int checkLines() {
    return TileCheck.weightBits(sums) / Byte.SIZE;
  }

  /** Checksum weights lie behind all weights. */
  private Run checks(FoldJob job, int tile) {
    int filterTile =
        sums.filterTile(sums.tileOf(job.tile().firstFilter(), job.tile().firstPixel()));
    long address =
        (long) node.filters() * node.windowSize()
            + ((long) filterTile * node.windowSize() + job.tile().firstTap()) * checkLines();
    int first = node.filters() * tiles + (filterTile * tiles + tile) * checkLines();
    return new Run(first, checkLines(), address, job.tile().taps());
  }

  /** Weight lines of a fold, in the order of its filters. */
  public List<Run> weights(FoldJob job) {
    int tile = job.tile().firstTap() / tapTile;
    int taps = job.tile().taps();
    List<Run> runs = new ArrayList<>();
    int last = -1;
    for (int filter : job.filters()) {
      if (filter != last && !node.isProduct()) {
        long address = (long) filter * node.windowSize() + job.tile().firstTap();
        runs.add(new Run(filter * tiles + tile, 1, address, taps));
      }
      last = filter;
    }
    if (sums != null) {
      runs.add(checks(job, tile));
    }
    return runs;
  }
}
