package io.faultmesh.machine.work;

import io.faultmesh.mapping.Fold;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The extra folds of a layer whose important channels the array computes several times. Where
 * filters stand in columns, passes 1 and 2 share folds side by side, in the order of {@link
 * io.faultmesh.protection.PackedChannels}; input-stationary, where filters stream, each pass has
 * folds of its own (our rule: a stationary input is read once per pass).
 */
final class RepeatedFolds {
  private final LayerJob job;
  private final LayerMapping mapping;
  private final Convolution node;
  private final BitSet channels;
  private final List<FoldJob> folds = new ArrayList<>();
  private int next;

  RepeatedFolds(LayerJob job) {
    this.job = job;
    this.mapping = job.mapping();
    this.node = job.node();
    this.channels = job.protection().repeatedChannels();
  }

  List<FoldJob> plan(int firstIndex) {
    next = firstIndex;
    if (channels.isEmpty() || job.protection().abreast() > 1) {
      return folds;
    }
    for (int group = 0; group < node.groups(); group++) {
      int[] filters =
          channels.stream()
              .skip(channels.get(0, group * node.filtersPerGroup()).cardinality())
              .limit(
                  channels
                      .get(group * node.filtersPerGroup(), (group + 1) * node.filtersPerGroup())
                      .cardinality())
              .toArray();
      if (filters.length > 0) {
        plan(group, filters);
      }
    }
    return folds;
  }

  private void plan(int group, int[] filters) {
    int count = filters.length;
    int extra = job.protection().passes() - 1;
    if (job.array().dataflow() == Dataflow.INPUT_STATIONARY) {
      add(group, filters, 1, extra);
      return;
    }
    int columns = job.array().columns();
    for (int first = 0; first < extra * count; first += columns) {
      int length = Math.min(columns, extra * count - first);
      int[] own = new int[length];
      int[] passes = new int[length];
      for (int i = 0; i < length; i++) {
        own[i] = filters[(first + i) % count];
        passes[i] = 1 + (first + i) / count;
      }
      tiles(group, own, passes);
    }
  }

  private void add(int group, int[] filters, int firstPass, int lastPass) {
    for (int pass = firstPass; pass <= lastPass; pass++) {
      int[] passes = new int[filters.length];
      java.util.Arrays.fill(passes, pass);
      tiles(group, filters, passes);
    }
  }

  /** One fold per pixel tile and K tile, as the ordinary folds of the first channel are cut. */
  private void tiles(int group, int[] filters, int[] passes) {
    for (int pixel = 0; pixel < node.pixels(); ) {
      Fold original = null;
      for (int tap = 0; tap < node.windowSize(); tap += original.taps()) {
        original = mapping.foldOf(filters[0], pixel, tap);
        Fold tile =
            new Fold(
                next,
                group,
                filters[0],
                filters.length,
                original.firstPixel(),
                original.pixels(),
                original.firstTap(),
                original.taps());
        folds.add(new FoldJob(job, next++, original.index(), tile, filters, passes));
      }
      pixel += original.pixels();
    }
  }
}
