package io.faultmesh.replay;

import io.faultmesh.replay.RecordedLayer.RecordedFold;

/**
 * Watches a layer's replay for what its replayed times rest on: that the array does what was
 * recorded, however its folds shift against each other.
 */
final class FeedbackCheck {
  private boolean shifted;
  private boolean stretched;
  private boolean readsForUnit;
  private boolean usesUnit;
  private boolean tiled;
  private boolean first = true;
  private long firstCommitShift;
  private long lastCommitShift;
  private long lastCommit;

  /** A fold starts so many cycles after the one in front, which may be null. */
  void fold(RecordedFold fold, RecordedFold before, long gap, long stretchedCycles) {
    boolean sameGap = before == null || gap == fold.startCycle() - before.startCycle();
    shifted |= !sameGap;
    stretched |= stretchedCycles != 0;
    readsForUnit |= fold.unitBytes() > 0;
    usesUnit |= fold.usesUnit();
    tiled |= fold.hasTiles();
  }

  /** A fold is committed. */
  void commit(RecordedFold fold, long cycle) {
    lastCommitShift = cycle - fold.commitCycle();
    lastCommit = fold.commitCycle();
    firstCommitShift = first ? lastCommitShift : firstCommitShift;
    first = false;
  }

  /**
   * Whether the nodes behind a layer may end at another time after its last result. They work while
   * results come in, a cycle per node behind the last at best; where it was so, it is so if the
   * results take longer to come.
   */
  boolean movesNodes(RecordedLayer layer) {
    boolean best = layer.nodesEndCycle() == lastCommit + layer.nodes();
    return firstCommitShift != lastCommitShift && !(best && lastCommitShift > firstCommitShift);
  }

  /** Why the layer's times may differ from a run of the whole machine; empty if they cannot. */
  String reason() {
    if (readsForUnit) {
      return "the dot-product unit reads DRAM";
    }
    if (stretched) {
      return "the cache's ports stretch other streams";
    }
    if (shifted && usesUnit) {
      return "register files of the dot-product unit hold folds back";
    }
    if (shifted && tiled) {
      return "running sums come back to later folds";
    }
    return "";
  }
}
