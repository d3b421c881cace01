package io.faultmesh.oracle;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LogitCombination;
import io.faultmesh.network.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What an ensemble says of one class, from the words of its page. */
final class SlowEnsemble {
  private final IntegerNetwork network;
  private final Map<Tensor, byte[]> values;

  SlowEnsemble(IntegerNetwork network, Map<Tensor, byte[]> values) {
    this.network = network;
    this.values = values;
  }

  int value(LogitCombination node, int index) {
    Quantisation out = network.format(node.output());
    List<Float> logits = new ArrayList<>();
    for (int member = 0; member < node.inputs().size(); member++) {
      logits.add(logit(node, member, index));
    }
    return switch (node.combine()) {
      case MAJORITY -> votes(node, index);
      case SUM -> {
        float sum = 0;
        for (float logit : logits) {
          sum = sum + logit;
        }
        yield SlowNodes.saturated(sum / out.scale(), out);
      }
      case MEDIAN -> {
        Collections.sort(logits);
        float low = logits.get((logits.size() - 1) / 2);
        float high = logits.get(logits.size() / 2);
        yield SlowNodes.saturated((low + high) / 2 / out.scale(), out);
      }
    };
  }

  private float logit(LogitCombination node, int member, int index) {
    Tensor tensor = node.inputs().get(member);
    Quantisation format = network.format(tensor);
    return (SlowNodes.decoded(format, values.get(tensor)[index]) - format.zeroPoint())
        * format.scale();
  }

  /** Votes count most; who is listed first decides among equal ones. */
  private int votes(LogitCombination node, int index) {
    int members = node.inputs().size();
    List<Integer> voters = new ArrayList<>();
    for (int member = 0; member < members; member++) {
      int winner = 0;
      for (int c = 1; c < node.output().shape().size(); c++) {
        if (logit(node, member, c) > logit(node, member, winner)) {
          winner = c;
        }
      }
      if (winner == index) {
        voters.add(member);
      }
    }
    return voters.isEmpty() ? 0 : voters.size() * members + members - 1 - voters.get(0);
  }
}
