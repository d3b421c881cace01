package io.faultmesh.machine;

import io.faultmesh.mapping.Fold;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import io.faultmesh.scenario.AcceleratorSettings;

/**
 * What a layer's folds fetch from DRAM. The input buffer holds lines of one channel and image row,
 * the weight buffer one filter's weights of a K tile; both drop the least recently used line. Rows
 * that a stride skips are fetched with their neighbours. Running sums that do not fit into the
 * output buffer move out and in again between K tiles.
 */
final class LayerTraffic {
  private static final int SUM_BYTES = 4;

  /** Bytes of a fold by the buffer that they go to. */
  record Fetch(long inputs, long weights, long sums) {
    long bytes() {
      return inputs + weights + sums;
    }
  }

  private final LayerJob layer;
  private final Convolution node;
  private final LineBuffer inputs;
  private final LineBuffer weights;
  private final int tapTile;

  LayerTraffic(LayerJob layer, AcceleratorSettings.Cache cache) {
    this.layer = layer;
    this.node = layer.node();
    Shape in = node.input().shape();
    int windowSize = node.windowSize();
    tapTile = layer.mapping().isOutputStationary() ? windowSize : layer.mapping().rows();
    int tiles = (windowSize + tapTile - 1) / tapTile;
    inputs = new LineBuffer(in.channels() * in.height(), bytes(cache.inputKiB()) / in.width());
    weights =
        new LineBuffer(
            node.filters() * tiles, bytes(cache.weightKiB()) / Math.min(windowSize, tapTile));
  }

  private static long bytes(int kibibytes) {
    return kibibytes * 1024L;
  }

  /** Bytes that a fold needs and the buffers do not hold. */
  Fetch fetch(FoldJob job) {
    return new Fetch(
        fetchInputs(job.tile()), fetchWeights(job), job.isFirstTile() ? 0 : spill(job));
  }

  private long fetchInputs(Fold tile) {
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
    int channelsPerGroup = node.inputChannelsPerGroup();
    int firstChannel = tile.group() * channelsPerGroup + tile.firstTap() / window.area();
    int lastChannel =
        tile.group() * channelsPerGroup + (tile.firstTap() + tile.taps() - 1) / window.area();
    long bytes = 0;
    for (int c = firstChannel; c <= lastChannel; c++) {
      for (int y = top; y < Math.min(bottom, in.height()); y++) {
        if (inputs.misses(c * in.height() + y)) {
          bytes += in.width();
        }
      }
    }
    return bytes;
  }

  private long fetchWeights(FoldJob job) {
    int tiles = (node.windowSize() + tapTile - 1) / tapTile;
    int tile = job.tile().firstTap() / tapTile;
    long bytes = 0;
    int last = -1;
    for (int filter : job.filters()) {
      if (filter != last && weights.misses(filter * tiles + tile)) {
        bytes += job.tile().taps();
      }
      last = filter;
    }
    return bytes;
  }

  /** Bytes of a fold's running sums that the output buffer cannot keep. */
  private long spill(FoldJob job) {
    if (layer.mapping().isOutputStationary()) {
      return 0;
    }
    long sums = (long) job.usedColumns() * job.sumsPerColumn() * SUM_BYTES;
    return Math.max(0, sums - layer.sumCapacity());
  }
}
